package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Epochs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the protocol says to people and to other programs, and reads from them. */
class WordsTest {

    private static LostPod pod(String uid, String name) {
        return new LostPod(uid, "shop", name, "n1", Instant.EPOCH);
    }

    @Test
    void workloadsAreReadAsTheyAreWritten() {
        var deployment = new WorkloadId("shop", "apps", "Deployment", "shop");

        assertThat(WorkloadId.parse("shop/apps/Deployment/shop")).isEqualTo(deployment);
        assertThat(WorkloadId.parse("shop//ReplicationController/old").group()).isEmpty();
        assertThatThrownBy(() -> WorkloadId.parse("shop/Deployment/shop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop/Deployment/shop");
        assertThat(new WorkloadId("a", "apps", "Deployment", "z"))
                .isLessThan(new WorkloadId("b", "apps", "Deployment", "a"));
    }

    @Test
    void lostPodsAreNamedOneByOneAndThenCounted() {
        assertThat(LostPod.describe(List.of(pod("1", "one"))))
                .startsWith("pod shop/one on node n1 vanished")
                .doesNotContain("more");
        assertThat(LostPod.describe(List.of(pod("1", "one"), pod("2", "two"), pod("3", "three"))))
                .startsWith("pod shop/one on node n1 (and 2 more) vanished");
    }

    @Test
    void whatAPersonTypesHasThePairsName() {
        var standing = Standing.waiting(Reason.PodLost, "lost", LostPod.COMMAND);

        assertThat(standing.todo("shop"))
                .startsWith("kubectl annotate regionpair shop --overwrite regionpair.io/stopped-pods=")
                .contains("kubectl get regionpair shop -o");
    }

    @Test
    void aWordAboutOnePodLeavesTheOthers() {
        var losses =
                Losses.NONE.reporting(List.of(pod("1", "one"), pod("2", "two"))).accountingFor(Set.of("1"));

        assertThat(losses.reported()).extracting(LostPod::uid).containsExactly("2");
        assertThat(losses.over(List.of(pod("1", "one"), pod("3", "three"))))
                .extracting(LostPod::uid)
                .containsExactly("3", "2");
    }

    @Test
    void eachUndecidedVerdictSaysWhatToDo() {
        assertThat(Verdict.todo(Reason.InstancesDisagree)).contains("roll-out");
        assertThat(Verdict.todo(Reason.NoMajority)).contains("more of the endpoints");
        assertThat(Verdict.todo(Reason.ArbitratorUnreachable)).contains("valid answer");
    }

    @Test
    void aWrongResponseIsToldBeforeAMissingOne() {
        var judge = new Judge(ARegion.aRegion().params(), OptionalLong.empty());

        assertThat(judge.judge(List.of(
                        new Answer.Unreachable("one", Reason.ArbitratorUnreachable, "timed out"),
                        new Answer.Invalid("two", Reason.AnswerMalformed, "no JSON"))))
                .isEqualTo(new Verdict.Undecided(Reason.AnswerMalformed, "no JSON"));
        assertThat(judge.judge(List.of(new Answer.Unreachable("one", Reason.ArbitratorUnreachable, "timed out"))))
                .isEqualTo(new Verdict.Undecided(Reason.ArbitratorUnreachable, "timed out"));
    }

    // Agreement of several endpoints.

    private static Agreement of(Answer... answers) {
        return Agreement.among(List.of(answers), Epochs.Optional);
    }

    private static Answer says(String endpoint, String region) {
        return new Answer.Names(endpoint, region, OptionalLong.empty(), Optional.empty());
    }

    private static Answer isSilent(String endpoint) {
        return new Answer.Unreachable(endpoint, Reason.ArbitratorUnreachable, "timed out");
    }

    @Test
    void aQuorumIsMoreThanHalfOfAllEndpoints() {
        assertThat(of(says("1", "eu"), says("2", "eu"), isSilent("3")).hasQuorum())
                .isTrue();
        assertThat(of(says("1", "eu"), isSilent("2"), isSilent("3")).hasQuorum())
                .isFalse();
        assertThat(of(says("1", "eu"), isSilent("2")).hasQuorum()).isFalse();
        assertThat(of(says("1", "eu"), says("2", "us")).hasQuorum()).isTrue();
    }

    @Test
    void silenceIsWhenNobodySaysAnything() {
        assertThat(of(isSilent("1"), isSilent("2")).isSilence()).isTrue();
        assertThat(of(says("1", "eu"), isSilent("2")).isSilence()).isFalse();
        assertThat(of(says("1", "eu"), says("2", "us")).isBroken()).isTrue();
        assertThat(of(says("1", "eu"), says("2", "eu")).isBroken()).isFalse();
    }

    // What keeps a takeover by time from being there at all, as far as the spec says it.

    private static Optional<SlowPath.Closed> unsafe(ARegion region, Optional<Census> census) {
        return SlowPath.unsafe(region.params(), census);
    }

    @Test
    void nothingIsUnsafeUnderAcknowledged() {
        assertThat(unsafe(ARegion.aRegion(), Optional.empty())).isEmpty();
        assertThat(SlowPath.of(ARegion.aRegion().params(), ARegion.AGREED, Optional.empty()))
                .isEqualTo(new SlowPath.Closed(Reason.TakeoverRefused, "takeover.policy isn't Timed", ""));
    }

    @Test
    void underTimedAComponentWithoutAGuardIsUnsafeEvenWhereThatIsAccepted() {
        var region = ARegion.aRegion().timed();
        var unguarded = new Census(Map.of("shop/shop", Set.of(ARegion.SHOP)), false);
        var missing = new Census(
                Map.of("shop/shop", Set.of(ARegion.SHOP)), false, Map.of("shop/shop", new Guard.NotImplemented()));
        var guarded = new Census(
                Map.of("shop/shop", Set.of(ARegion.SHOP)),
                false,
                Map.of("shop/shop", new Guard.SelfStopping(Duration.ofSeconds(8), Duration.ofSeconds(25))));

        assertThat(unsafe(region, Optional.empty()))
                .map(SlowPath.Closed::reason)
                .contains(Reason.GuardMissing);
        assertThat(unsafe(region, Optional.of(unguarded)))
                .map(SlowPath.Closed::reason)
                .contains(Reason.GuardMissing);
        assertThat(unsafe(region, Optional.of(missing)))
                .map(SlowPath.Closed::reason)
                .contains(Reason.NotImplemented);
        assertThat(unsafe(region, Optional.of(guarded))).isEmpty();
    }

    // Terms.

    @Test
    void theLargestEpochWithRoomOrdersAndTheNextOneDoesNot() {
        var params = ARegion.aRegion().params();

        var largest = (1L << 42) - 1;

        assertThat(Terms.next(params, 4, OptionalLong.of(largest))).isEqualTo((largest << 20) + 2);
        assertThat(Terms.next(params, 4, OptionalLong.of(largest + 1))).isEqualTo(6);
    }
}
