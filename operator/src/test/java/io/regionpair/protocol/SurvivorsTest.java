package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.AGREED;
import static io.regionpair.protocol.ARegion.SHOP;
import static io.regionpair.protocol.ARegion.TIMING;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.fences;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory.Assertion;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Leaving;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small things that the mutation tests found nobody looking at. */
class SurvivorsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    // Why a region gives up its role.

    @Test
    void toNameNoneIsNotToNameThePeer() {
        assertThat(aRegion()
                        .active(4)
                        .hears(names("none"))
                        .hears(names("none"))
                        .step()
                        .standing()
                        .reason())
                .isEqualTo(Reason.NamedNone);
        assertThat(aRegion()
                        .active(4)
                        .hears(names("us"))
                        .hears(names("us"))
                        .step()
                        .standing()
                        .reason())
                .isEqualTo(Reason.NamedPeer);
    }

    // Adoption.

    @Test
    void whatRunsIsAdoptedWhenTheDocumentFencesThePeer() {
        var region = aRegion().frozen("n1").finds(true, SHOP);
        region.hears(fences("eu", "us", 5));
        region.stores();

        region.hears(fences("eu", "us", 5));

        assertThat(region.sent().role()).isEqualTo(Role.Active);
        assertThat(region.sent().coverage().all()).isTrue();
    }

    @Test
    void nothingIsAdoptedOnAnAnswerWhoseLeaseIsOver() {
        var region = aRegion()
                .timed()
                .remembering(Memory.first().frozen("n1").shaking(AGREED))
                .finds(true, SHOP)
                .hears(names("eu"));
        assertThat(region.effect(Effect.AskPeer.class)).isPresent();

        region.timePasses(Duration.ofSeconds(7));

        assertThat(region.step().standing().message()).contains("silent for longer than a lease");
        assertThat(region.effect(Effect.AskPeer.class)).isEmpty();
    }

    // A pair that is deleted, and one that was never stored.

    @Test
    void aDrainOfNothingIsReleasedOnce() {
        var region = aRegion().leaving(Leaving.Drain).startsWith(Optional.empty());

        assertThat(region.effect(Effect.Release.class)).isPresent();
        assertThat(region.state().released()).isTrue();
        assertThat(region.ticks().effect(Effect.Release.class)).isEmpty();
    }

    @Test
    void aRecordThatCannotBeReadSaysWhatToLookAt() {
        var region = aRegion().receives(new Input.Tick());
        assertThat(region.step().standing().todo()).isEmpty();

        region.receives(new Input.Unreadable("time-out"));

        assertThat(region.step().standing().message()).isEqualTo("time-out");
        assertThat(region.step().standing().todo()).contains("API server");
    }

    // Words and what they rest on.

    @Test
    void onlyTheFenceWaitIsNobodysWord() {
        assertThat(new Assertion("a person", "eu burnt down").byTime()).isFalse();
        assertThat(new Assertion(Assertion.TIME, "25 s").byTime()).isTrue();
    }

    @Test
    void aRegionThatNeverTookPartIsUntouchedWhileItAsksToo() {
        assertThat(Memory.first().untouched()).isTrue();
        assertThat(Memory.first().promoting("a1").untouched()).isTrue();
        assertThat(Memory.first().frozen("n1").untouched()).isFalse();
        assertThat(Memory.first().granting("p1", OptionalLong.empty()).untouched())
                .isFalse();
    }

    @Test
    void aPeerThatAnswersIsReachableAndASilentOneIsNot() {
        var region = aRegion().promoting("a1");
        assertThat(region.state().peer().reachable()).contains(true);

        assertThat(region.peerIsSilent().state().peer().reachable()).contains(false);
    }

    @Test
    void aPromotingRegionWakesForItsNextQuestion() {
        var region = aRegion().promoting("a1").timePasses(SECOND);

        assertThat(region.effect(Effect.AskPeer.class)).isPresent();
        assertThat(region.step().wakeAt()).hasValue(region.nanos() + SECOND.toNanos());
    }

    @Test
    void whatThePeerSaysOfUncoveredWorkloadsIsPassedOn() {
        var region = aRegion().active(4).hears(names("eu")).finds(true, SHOP);
        region.isAnsweredNo("a0", Role.Passive, 3).ticks();

        assertThat(region.step().standing().message()).contains("(it says: busy)");
    }

    // The numbers of both regions together.

    private static Timing with(Duration staleness, Duration dwell) {
        return new Timing(staleness, TIMING.lease(), TIMING.stop(), TIMING.clockError(), TIMING.fence(), dwell);
    }

    private static Handshake agreedOn(Timing own, Timing peers) {
        return new Handshake(
                Optional.of(told(1, own)),
                Optional.of(told(1, own)),
                Optional.of(new Handshake.Peers(told(1, peers), 3)));
    }

    @Test
    void aDwellThatIsTooShortForThePeersStalenessClosesTheSlowPath() {
        var region = aRegion().timed();

        assertThat(SlowPath.of(
                        region.params(),
                        agreedOn(TIMING, with(Duration.ofSeconds(24), TIMING.dwell())),
                        Optional.empty()))
                .isInstanceOfSatisfying(SlowPath.Closed.class, closed -> {
                    assertThat(closed.reason()).isEqualTo(Reason.ParametersDiffer);
                    assertThat(closed.message()).startsWith("with the numbers of both regions: ");
                });
    }

    /** S + L + E is 10.5 s: with a dwell of 10.501 s it is open, and with 10.5 s it isn't. */
    @Test
    void theSmallestDwellIsEnough() {
        var smallest = with(TIMING.staleness(), Duration.ofMillis(10_501));
        var less = with(TIMING.staleness(), Duration.ofMillis(10_500));

        assertThat(SlowPath.of(
                        aRegion().timed(smallest, false, true).params(),
                        agreedOn(smallest, smallest),
                        Optional.empty()))
                .isInstanceOf(SlowPath.Open.class);
        assertThat(SlowPath.of(aRegion().timed(less, false, true).params(), agreedOn(less, less), Optional.empty()))
                .isInstanceOf(SlowPath.Closed.class);
    }

    @Test
    void epochsMakeADwellNeedlessOnlyIfBothRegionsRequireThem() {
        var none = with(TIMING.staleness(), Duration.ofSeconds(1));
        var required = aRegion().epochs(Epochs.Required).timed(none, false, true);
        var plain = told(1, none);
        var withEpochs = new Parameters(1, 1, Optional.of(none), true, false);
        var mixed = new Handshake(
                Optional.of(withEpochs), Optional.of(withEpochs), Optional.of(new Handshake.Peers(plain, 3)));
        var both = new Handshake(
                Optional.of(withEpochs), Optional.of(withEpochs), Optional.of(new Handshake.Peers(withEpochs, 3)));

        assertThat(SlowPath.of(required.params(), both, Optional.empty())).isInstanceOf(SlowPath.Open.class);
        assertThat(SlowPath.of(required.params(), mixed, Optional.empty())).isInstanceOf(SlowPath.Closed.class);
    }

    @Test
    void aClosedSlowPathSaysItsOwnWayOutIfItHasOne() {
        var unguarded = aRegion()
                .timed(TIMING, false, false)
                .remembering(memory(Role.Passive, 4, OptionalLong.empty(), "").shaking(AGREED))
                .receives(new Input.Surveyed(new Census(Map.of("shop/shop", Set.of(SHOP)), false)))
                .isNamed()
                .stores()
                .peerIsSilent();

        assertThat(unguarded.step().standing().reason()).isEqualTo(Reason.TakeoverRefused);
        assertThat(unguarded.step().standing().todo()).startsWith("Give it a guard");
    }

    // What a restart found.

    @Test
    void aRoleThatWasFoundIsUnprovenUntilAnotherOneIsStored() {
        var found = aRegion().startsWith(Optional.of(memory(Role.Active, 4, OptionalLong.of(5), "a1")));
        assertThat(found.state().unproven()).isTrue();

        found.hears(names("eu", 9));
        assertThat(found.sent().role()).isEqualTo(Role.Active);
        assertThat(found.stores().state().unproven()).isTrue();

        found.hears(names("us", 10)).hears(names("us", 10));
        assertThat(found.sent().role()).isEqualTo(Role.Demoting);
        assertThat(found.stores().state().unproven()).isFalse();
    }
}
