package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.SHOP;
import static io.regionpair.protocol.ARegion.TIMING;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whose word renews the lease of an active region while the arbitrator is silent: each condition by itself. */
class VouchingTest {

    private static ARegion active(Epochs epochs, boolean vouching) {
        var told = new Parameters(1, 1, Optional.of(TIMING), epochs == Epochs.Required, vouching);
        var handshake = new Handshake(Optional.of(told), Optional.of(told), Optional.of(new Handshake.Peers(told, 3)));
        var region = aRegion()
                .epochs(epochs)
                .timed(TIMING, vouching, true)
                .remembering(memory(Role.Passive, 4, OptionalLong.of(7), "").shaking(handshake))
                .finds(false, SHOP)
                .hears(names("eu", 7))
                .hears(names("eu", 7))
                .stores();
        return region.isAnsweredYes(region.sentAttempt(), SHOP).stores();
    }

    private static ARegion active() {
        return active(Epochs.Required, true);
    }

    /** Whether a look at the peer moves the beginning of the lease. */
    private static boolean isRenewed(ARegion region, Sight sight) {
        var before = region.state().tenure().confirmedAt();
        region.receivesNothingFor(Duration.ofSeconds(1))
                .receives(new Input.PeerSeen(Optional.of(sight), region.nanos()));
        return !region.state().tenure().confirmedAt().equals(before);
    }

    private static Sight passive(long epoch) {
        return new Sight(Role.Passive, 4, OptionalLong.of(epoch));
    }

    @Test
    void aPassivePeerThatKnowsNoNewerEpochRenews() {
        assertThat(isRenewed(active(), passive(7))).isTrue();
        assertThat(isRenewed(active(), passive(6))).isTrue();
        assertThat(isRenewed(active(), new Sight(Role.Passive, 4, OptionalLong.empty())))
                .isTrue();
        assertThat(isRenewed(active().hears(silent()), passive(7))).isTrue();
    }

    @Test
    void aPeerThatKnowsANewerEpochDoesNot() {
        assertThat(isRenewed(active(), passive(8))).isFalse();
    }

    @Test
    void aPeerOfAnyOtherRoleDoesNot() {
        for (var role : Role.values()) {
            assertThat(isRenewed(active(), new Sight(role, 4, OptionalLong.of(7))))
                    .as(role.name())
                    .isEqualTo(role == Role.Passive);
        }
    }

    @Test
    void aPeerThatIsNotSeenDoesNot() {
        var region = active();
        var before = region.state().tenure().confirmedAt();

        region.receives(new Input.PeerSeen(Optional.empty(), region.nanos()));

        assertThat(region.state().tenure().confirmedAt()).isEqualTo(before);
    }

    @Test
    void nothingIsRenewedOnceTheArbitratorNamedTheOther() {
        assertThat(isRenewed(active().hears(names("us", 7)), passive(7))).isFalse();
    }

    @Test
    void nothingIsRenewedThatHasEnded() {
        assertThat(isRenewed(active().receivesNothingFor(Duration.ofSeconds(7)).ticks(), passive(7)))
                .isFalse();
    }

    @Test
    void onlyAnActiveRegionIsRenewed() {
        var waiting = aRegion()
                .epochs(Epochs.Required)
                .timed(TIMING, true, true)
                .remembering(memory(Role.Passive, 4, OptionalLong.of(7), "").shaking(ARegion.AGREED));

        assertThat(isRenewed(waiting, passive(7))).isFalse();
    }

    @Test
    void onlyWhereItIsWantedAndDocumentsMustHaveEpochs() {
        assertThat(isRenewed(active(Epochs.Required, false), passive(7))).isFalse();
        assertThat(isRenewed(active(Epochs.Optional, true), passive(7))).isFalse();
    }
}
