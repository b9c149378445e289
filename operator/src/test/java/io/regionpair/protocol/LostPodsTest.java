package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.LOST;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T6: a pod that vanished without its kubelet's word is remembered until a person says that its processes are gone. */
class LostPodsTest {

    private static final Input.PodsLost VANISHED = new Input.PodsLost(List.of(LOST));
    private static final Input.PodsAccountedFor ACCOUNTED = new Input.PodsAccountedFor(Set.of(LOST.uid()));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "Unknown")
    void areStoredInEveryRole(Role role) {
        var before = memory(role, 4, OptionalLong.empty(), "a1");

        var region =
                role == Role.Promoting ? aRegion().promoting("a1") : aRegion().remembering(before);
        region.receives(VANISHED);

        assertThat(region.sent()).isEqualTo(before.losing(List.of(LOST)));
    }

    @Test
    void keepADrainOpen() {
        var region = draining().receives(new Input.Stopped("d", Coverage.NOTHING));

        assertThat(region.effect(Effect.Store.class)).isEmpty();
        assertThat(region.step().standing().reason()).isEqualTo(Reason.PodLost);
        assertThat(region.step().standing().message()).contains("shop/shop-1", "n1");
        assertThat(region.step().standing().todo()).contains("regionpair.io/stopped-pods");
    }

    @Test
    void aPersonsWordEndsTheDrain() {
        var region =
                draining().receives(new Input.Stopped("d", Coverage.NOTHING)).receives(ACCOUNTED);
        assertThat(region.sent().lost()).isEmpty();

        region.stores();

        assertThat(region.sent().role()).isEqualTo(Role.Passive);
    }

    @Test
    void aWordForAnotherPodChangesNothing() {
        var region = draining()
                .receives(new Input.Stopped("d", Coverage.NOTHING))
                .receives(new Input.PodsAccountedFor(Set.of("uid-2")));

        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    /** The documented command overwrites the last word. */
    @Test
    void whatWasAccountedForStaysSoWhenTheWordIsOverwritten() {
        var other = new LostPod("uid-2", "shop", "shop-2", "n2", LOST.since());
        var region = aRegion()
                .remembering(memory(Role.Demoting, 4, OptionalLong.empty(), "d"))
                .receives(VANISHED)
                .stores()
                .receives(ACCOUNTED)
                .stores()
                .receives(new Input.PodsLost(List.of(other)))
                .stores();

        region.receives(new Input.PodsAccountedFor(Set.of("uid-2")));
        assertThat(region.sent().lost()).isEmpty();

        region.stores().receives(new Input.PodsAccountedFor(Set.of()));
        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void areLeftOutWhileThePairOnlyObserves() {
        var region = aRegion().observing().passive().receives(VANISHED);

        assertThat(region.rule()).isNotEqualTo("lost pods");
    }

    @Test
    void aWordThatWasGivenBeforeCountsWhenThePodIsSeenToVanish() {
        var region = aRegion()
                .remembering(memory(Role.Demoting, 4, OptionalLong.empty(), "d"))
                .receives(ACCOUNTED)
                .receives(VANISHED);

        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    /** One that was lost while the region was active may still run when it drains. */
    @Test
    void outliveEveryRole() {
        var lost = memory(Role.Active, 4, OptionalLong.empty(), "a").losing(List.of(LOST));

        assertThat(List.of(
                        lost.demoting("d"),
                        lost.passive(),
                        lost.promoting("b"),
                        lost.frozen("c"),
                        lost.knowingTerm(9),
                        lost.accepting(OptionalLong.of(3)),
                        lost.granting("p", OptionalLong.empty()),
                        lost.covering(Coverage.EVERYTHING)))
                .allSatisfy(memory -> assertThat(memory.lost()).containsExactly(LOST));
    }

    /** C17: an active region stores a newer epoch together with Demoting, so not here. */
    @Test
    void areStoredWithoutAnEpochThatWasHeardMeanwhile() {
        var region =
                aRegion().active(4).receives(VANISHED).hears(names("us", 7)).stores();

        var sent = region.sent();
        assertThat(sent.role()).isEqualTo(Role.Demoting);
        assertThat(sent.maxEpoch()).hasValue(7);
        assertThat(sent.lost()).containsExactly(LOST);
    }

    private static ARegion draining() {
        return aRegion()
                .remembering(memory(Role.Demoting, 4, OptionalLong.empty(), "d").losing(List.of(LOST)));
    }
}
