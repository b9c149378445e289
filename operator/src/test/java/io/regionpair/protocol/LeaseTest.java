package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Force;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What whoever sends writes asks of the lease, and when a region's next look at the clock is due. L 6 s, drain after 4 s, F 25 s. */
class LeaseTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void withoutALeaseTheClockSaysNothing() {
        assertThat(aRegion().active(4).state().mayRun(Long.MAX_VALUE)).isTrue();
        assertThat(PairState.start().mayRun(0)).isTrue();
    }

    @Test
    void underALeaseARegionMayRunUntilItEnds() {
        var region = aRegion().timedActive();
        var confirmed = region.state().tenure().confirmedAt().getAsLong();

        assertThat(region.state().mayRun(confirmed + 6 * SECOND - 1)).isTrue();
        assertThat(region.state().mayRun(confirmed + 6 * SECOND)).isFalse();
    }

    @Test
    void theEndOfALeaseMovesWithEachAnswer() {
        var region = aRegion().timedActive();
        assertThat(region.state().leaseEnd())
                .hasValue(region.state().tenure().confirmedAt().getAsLong() + 6 * SECOND);

        region.isNamedFor(Duration.ofSeconds(2));

        assertThat(region.state().leaseEnd()).hasValue(region.nanos() - 1_000_000 + 6 * SECOND);
        assertThat(aRegion().active(4).state().leaseEnd()).isEmpty();
    }

    @Test
    void aLeaseThatHasEndedOnceStaysEnded() {
        var region = aRegion().timedActive().receivesNothingFor(Duration.ofSeconds(7));

        region.hears(names("eu"));

        assertThat(region.state().mayRun(region.nanos())).isFalse();
    }

    /** It was Acknowledged when it became active: nobody could have given it a lease, and none ended. */
    @Test
    void aRegionFoundActiveWithoutALeaseGoesOn() {
        var region = aRegion().startsWith(Optional.of(memory(Role.Active, 4, OptionalLong.empty(), "a0")));

        assertThat(region.state().tenure().lapsed()).isFalse();
        assertThat(region.rule()).isEqualTo("active");
    }

    @Test
    void onlyAPromotingRegionThatIsNamedHasAStreak() {
        assertThat(aRegion().timedPromoting().state().tenure().streak()).isPresent();
        assertThat(aRegion().timedActive().state().tenure().streak()).isEmpty();
        assertThat(aRegion().timedPassive().isNamed().state().tenure().streak()).isEmpty();
        assertThat(aRegion().promoting("a1").state().tenure().streak()).isEmpty();
    }

    @Test
    void theEndOfAFenceWaitIsWokenForIfItComesBeforeTheNextQuestion() {
        var region = aRegion().timedPromoting().peerIsSilent();
        var since = region.state().tenure().streak().orElseThrow().since();
        region.isNamedFor(Duration.ofSeconds(24)).peerIsSilent().ticks();

        assertThat(region.step().wakeAt()).hasValue(since + 25 * SECOND);
    }

    @Test
    void theEndOfTheLeaseIsWokenForIfItComesBeforeTheEndOfTheFenceWait() {
        var region = aRegion().timedPromoting().ticks();
        var confirmed = region.state().tenure().confirmedAt().getAsLong();

        assertThat(region.step().wakeAt()).hasValue(confirmed + 6 * SECOND);
    }

    @Test
    void aDeadlineThatIsOverIsNotWokenFor() {
        var region = aRegion().timedActive().forcedActive(4).ticks();

        region.timePasses(Duration.ofSeconds(20));

        assertThat(region.step().wakeAt()).isEmpty();
    }

    @Test
    void theDrainBeginsHalfWayThroughALeaseThatLeavesNoRoomForTheNumberThatWasGiven() {
        var short1 = new Timing(
                ARegion.TIMING.staleness(),
                Duration.ofSeconds(3),
                ARegion.TIMING.stop(),
                ARegion.TIMING.clockError(),
                ARegion.TIMING.fence(),
                ARegion.TIMING.dwell());
        var own = Optional.of(ARegion.told(1, short1));
        var region = aRegion()
                .timed(short1, false, true)
                .remembering(memory(Role.Passive, 4, OptionalLong.empty(), "")
                        .shaking(new Handshake(own, own, ARegion.AGREED.peer())))
                .finds(false, ARegion.SHOP)
                .isNamed()
                .stores();
        region.isAnsweredYes(region.sentAttempt(), ARegion.SHOP).stores();
        var confirmed = region.state().tenure().confirmedAt().getAsLong();

        assertThat(region.ticks().step().wakeAt()).hasValue(confirmed + SECOND * 3 / 2);
    }

    @Test
    void anOverrideOfTheOtherRegionIsNoneOfThisOne() {
        var params = aRegion().forcedActive(4).params();

        assertThat(params.forcesActive()).map(Force::region).contains("eu");
        assertThat(aRegion().peerForcedActive().params().forcesActive()).isEmpty();
        assertThat(aRegion().forcedPassive().params().forcesActive()).isEmpty();
    }
}
