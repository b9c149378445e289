package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.pair;
import static io.regionpair.pair.Pairs.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.OverrideAction;
import io.regionpair.api.PairMode;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionPair;
import io.regionpair.api.Role;
import io.regionpair.api.TakeoverPolicy;
import io.regionpair.api.Timing;
import io.regionpair.pair.Pairs.PairBuilder;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Moment;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairParamsTest {

    private static final Instant IN_AN_HOUR = NOW.plusSeconds(3600);

    @Test
    void readsThePlainSpec() {
        assertThat(params(pair())).isEqualTo(Pairs.PARAMS);
    }

    @Test
    void thePeerIsTheOtherRegion() {
        assertThat(PairParams.of(pair().build(), "us", NOW)).hasValueSatisfying(params -> {
            assertThat(params.self()).isEqualTo("us");
            assertThat(params.peer()).isEqualTo("eu");
        });
    }

    @Test
    void aRegionThatIsNotOfThePairHasNoParametersAndSaysSo() {
        var strangers = pair().between("ap", "us").build();

        assertThat(PairParams.of(strangers, "eu", NOW)).isEmpty();
        assertThat(PairParams.complaints(strangers, "eu", NOW)).singleElement().satisfies(complaint -> {
            assertThat(complaint.reason()).isEqualTo(Reason.IdentityMismatch);
            assertThat(complaint.message()).contains("--region eu").contains("[ap, us]");
        });
    }

    @Test
    void asksThePeerTwiceAPollButAtLeastTwiceASecond() {
        assertThat(params(pair().pollSeconds(1)).askEvery()).isEqualTo(Duration.ofMillis(500));
        assertThat(params(pair().pollSeconds(30)).askEvery()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void observesWhenTheSpecSaysSoOrSaysSomethingNewer() {
        assertThat(params(pair().mode(PairMode.Observe)).acting()).isFalse();
        assertThat(params(pair().mode(PairMode.Unknown)).acting()).isFalse();
        assertThat(reasons(pair().mode(PairMode.Unknown).build())).containsExactly(Reason.NotImplemented);
        assertThat(reasons(pair().mode(PairMode.Observe).build())).isEmpty();
    }

    @Test
    void readsTheEpochPolicy() {
        assertThat(params(pair().epoch(EpochPolicy.Required)).epochs()).isEqualTo(Params.Epochs.Required);
        assertThat(params(pair().epoch(EpochPolicy.Ignored)).epochs()).isEqualTo(Params.Epochs.Ignored);
        assertThat(params(pair().epoch(EpochPolicy.Unknown)).epochs()).isEqualTo(Params.Epochs.Optional);
    }

    @Test
    void aPauseLastsUntilItsEndAndNotLonger() {
        assertThat(params(pair().pausedUntil(NOW.plusMillis(1))).paused()).isTrue();
        assertThat(params(pair().pausedUntil(NOW)).paused()).isFalse();
    }

    @Test
    void leavesAsTheDeletionPolicySays() {
        assertThat(params(pair().deleted(DeletionPolicy.Retain)).leaving()).isEqualTo(Params.Leaving.Retain);
        assertThat(params(pair().deleted(DeletionPolicy.Drain)).leaving()).isEqualTo(Params.Leaving.Drain);
        assertThat(params(pair().deleted(DeletionPolicy.Unknown)).leaving()).isEqualTo(Params.Leaving.Retain);
    }

    @Test
    void forceActiveIsInForceForAnHourAtMost() {
        assertThat(params(forcedActive(IN_AN_HOUR)).force()).contains(new Force(true, "eu", 7, "ticket"));
        assertThat(reasons(forcedActive(IN_AN_HOUR).build())).isEmpty();
    }

    @Test
    void forceActiveForLongerIsRefused() {
        assertRefused(forcedActive(IN_AN_HOUR.plusSeconds(1)).build(), NOW);
        assertRefused(forcedActive(null).build(), NOW);
    }

    /** Refused because it ends too late, it must not come into force by itself when less than an hour is left. */
    @Test
    void forceActiveThatWasRefusedStaysRefused() {
        var tooLong =
                forcedActive(NOW.plusSeconds(3 * 3600)).overrideWrittenAt(NOW).build();

        assertRefused(tooLong, NOW.plusSeconds(1));
        assertRefused(tooLong, NOW.plusSeconds(2 * 3600 + 1800));
    }

    @Test
    void forceActiveThatWasAllowedStaysSoUntilItsEnd() {
        var allowed = forcedActive(IN_AN_HOUR).overrideWrittenAt(NOW).build();

        assertThat(PairParams.of(allowed, "eu", NOW.plusSeconds(3599))
                        .orElseThrow()
                        .force())
                .isPresent();
        assertRefused(allowed, IN_AN_HOUR);
    }

    @Test
    void aClockThatIsBehindTheApiServersDoesNotLengthenTheHour() {
        assertRefused(
                forcedActive(IN_AN_HOUR.plusSeconds(60))
                        .overrideWrittenAt(NOW.plusSeconds(120))
                        .build(),
                NOW);
    }

    @Test
    void anOverrideThatEndedIsRefusedWhateverItSaid() {
        assertRefused(pair().forced(OverrideAction.ForcePassive, "eu", NOW).build(), NOW);
        assertRefused(forcedActive(NOW).build(), NOW);
    }

    @Test
    void forcePassiveNeedsNoEnd() {
        assertThat(params(pair().forced(OverrideAction.ForcePassive, "eu", null))
                        .force())
                .contains(new Force(false, "eu", 0, "ticket"));
    }

    @Test
    void anActionOfANewerVersionForcesNothing() {
        assertThat(params(pair().forced(OverrideAction.Unknown, "eu", null)).force())
                .isEmpty();
    }

    @Test
    void forceActiveOfTheOtherRegionMakesThisOnePassive() {
        var params = params(pair().forced(OverrideAction.ForceActive, "us", IN_AN_HOUR));

        assertThat(storedByActive(params)).isEqualTo(Role.Demoting);
    }

    @Test
    void forcePassiveOfTheOtherRegionLeavesThisOneActive() {
        var params = params(pair().forced(OverrideAction.ForcePassive, "us", null));

        assertThat(storedByActive(params)).isNull();
    }

    @Test
    void readsTheNumbersOfATimedTakeover() {
        var timing = new Timing(4, 6, 3, 2, 500, 25, 30);

        assertThat(params(pair().timed(timing)).timed())
                .contains(new Params.Timed(
                        new io.regionpair.protocol.Timing(
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(25),
                                Duration.ofSeconds(30)),
                        Duration.ofSeconds(3),
                        false,
                        false));
        assertThat(params(pair()).timed()).isEmpty();
        assertThat(reasons(pair().timed(timing).build())).isEmpty();
    }

    @Test
    void aPolicyOfANewerVersionIsSaidToBeNotImplemented() {
        assertThat(reasons(pair().policy(TakeoverPolicy.Unknown).build())).containsExactly(Reason.NotImplemented);
    }

    @Test
    void podsAreAccountedForByUidsBetweenSpacesOrCommas() {
        var pair = pair().build();
        assertThat(PairParams.accountedFor(pair)).isEmpty();

        pair.getMetadata().setAnnotations(Map.of("regionpair.io/stopped-pods", " a-1, b-2\nc-3 "));

        assertThat(PairParams.accountedFor(pair)).containsExactlyInAnyOrder("a-1", "b-2", "c-3");
    }

    private static Role storedByActive(Params params) {
        var start = PairState.start();
        var active = new PairState(
                new Durable.Known(record(Role.Active, 4)),
                start.hearing(),
                start.peer(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                start.losses(),
                start.tenure(),
                start.driven());
        return Protocol.step(active, new Input.Tick(), params, new Moment(0, 0, "n")).effects().stream()
                .filter(Effect.Store.class::isInstance)
                .map(Effect.Store.class::cast)
                .map(store -> store.memory().role())
                .findFirst()
                .orElse(null);
    }

    private static PairBuilder forcedActive(Instant until) {
        return pair().forced(OverrideAction.ForceActive, "eu", until);
    }

    private static void assertRefused(RegionPair pair, Instant now) {
        assertThat(PairParams.of(pair, "eu", now).orElseThrow().force()).isEmpty();
        assertThat(PairParams.complaints(pair, "eu", now))
                .extracting(PairParams.Complaint::reason)
                .containsExactly(Reason.OverrideRefused);
    }

    private static List<Reason> reasons(RegionPair pair) {
        return PairParams.complaints(pair, "eu", NOW).stream()
                .map(PairParams.Complaint::reason)
                .toList();
    }

    private static Params params(PairBuilder pair) {
        return PairParams.of(pair.build(), "eu", NOW).orElseThrow();
    }
}
