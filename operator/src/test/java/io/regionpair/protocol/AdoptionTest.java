package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.SHOP;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The first boot, on an empty cluster and on one where workloads run already. */
class AdoptionTest {

    @Test
    void anEmptyRegionBeginsPassive() {
        var region = aRegion().startsWith(Optional.empty()).finds(false);

        assertThat(region.sent()).isEqualTo(Memory.first());
    }

    @Test
    void aRegionWhereSomethingRunsTouchesNothing() {
        var region = aRegion().startsWith(Optional.empty()).finds(true, SHOP).stores();

        assertThat(region.role()).isEqualTo(Role.Frozen);
        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Leave());
        assertThat(region.hears(names("us")).effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void whatRunsGoesOnWhenNamedAndThePeerProvesThatNothingRunsThere() {
        var region = aRegion().frozen("n1").finds(true, SHOP).hears(names("eu"));
        assertThat(region.effect(Effect.AskPeer.class)).isPresent();

        region.isAnsweredYes("n1", SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Active);
        assertThat(region.step().standing().reason()).isEqualTo(Reason.Adopted);
    }

    @Test
    void aYesAfterAnInterruptionIsVoid() { // C7
        var region = aRegion().frozen("n1").finds(true, SHOP).hears(names("eu"));
        region.hears(names("us")).stores().hears(names("eu"));

        region.isAnsweredYes("n1", SHOP);

        assertThat(region.role()).isEqualTo(Role.Frozen);
        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    /** That the peer was asked isn't forgotten because it called. */
    @Test
    void aYesAfterACallAndAnInterruptionIsVoidToo() { // C7
        var region = aRegion().frozen("n1").finds(true, SHOP).hears(names("eu"));
        region.receives(new Input.PeerCalled()).hears(names("us")).stores().hears(names("eu"));

        region.isAnsweredYes("n1", SHOP);

        assertThat(region.role()).isEqualTo(Role.Frozen);
        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void aRegionThatNeverTookPartLeavesRunningWorkloadsAlone() {
        var region = aRegion().remembering(Memory.first());

        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Leave());
    }

    @Test
    void aRegionThatAcknowledgedKeepsItsWorkloadsOff() {
        var region = aRegion().remembering(Memory.first().granting("p1", OptionalLong.empty()));

        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Off(Optional.empty()));
        assertThat(region.finds(true, SHOP).rule()).isEqualTo("passive");
    }

    @Test
    void aPersonEndsItEitherWay() {
        assertThat(aRegion()
                        .frozen("n1")
                        .finds(true)
                        .forcedPassive()
                        .ticks()
                        .sent()
                        .role())
                .isEqualTo(Role.Demoting);
        assertThat(aRegion()
                        .frozen("n1")
                        .finds(true)
                        .forcedActive(0)
                        .ticks()
                        .sent()
                        .role())
                .isEqualTo(Role.Active);
    }

    @Test
    void itEndsWhenNothingRunsAnyMore() {
        assertThat(aRegion().frozen("n1").finds(false).sent().role()).isEqualTo(Role.Passive);
    }

    @Test
    void anAcceptedEpochStaysAcceptedWhenWorkloadsAreFoundLater() {
        var region = aRegion().remembering(Memory.first()).hears(names("us", 5)).stores();

        region.finds(true, SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Frozen);
        assertThat(region.sent().maxEpoch()).hasValue(5);
    }

    @Test
    void anAcceptedEpochStaysAcceptedWhenTheAttemptIsRenewed() {
        var stored = Memory.first().accepting(OptionalLong.of(5)).frozen("n1");
        var region = aRegion()
                .remembering(stored)
                .epochs(Params.Epochs.Ignored)
                .finds(true)
                .hears(names("eu"));

        assertThat(region.hears(names("us")).sent().maxEpoch()).hasValue(5);
    }

    /** The peer, which has heard of epoch 5, refuses questions under none: adoption would never have ended. */
    @Test
    void theQuestionCarriesTheEpochThatWasHeard() {
        var region =
                aRegion().frozen("n1").finds(true, SHOP).hears(names("eu", 5)).stores();

        assertThat(region.role()).isEqualTo(Role.Frozen);
        assertThat(region.effect(Effect.AskPeer.class).orElseThrow().epoch()).hasValue(5);
        assertThat(region.isAnsweredYes("n1", SHOP).effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void aPausedRegionAdoptsNothing() {
        var region = aRegion().frozen("n1").paused().finds(true, SHOP).hears(names("eu"));

        assertThat(region.isAnsweredYes("n1", SHOP).effect(Effect.Store.class)).isEmpty();
    }

    /** Having acknowledged, it was named for a moment; its own attempt made it forget, and what was started here was left to run. */
    @Test
    void anAttemptOfItsOwnDoesntMakeARegionForgetThatItAcknowledged() {
        var region = aRegion().remembering(Memory.first().granting("p1", OptionalLong.empty()));
        region.isNamed().stores();

        assertThat(region.role()).isEqualTo(Role.Promoting);
        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Off(Optional.empty()));
        assertThat(region.hears(names("us")).stores().finds(true, SHOP).rule()).isEqualTo("passive");
    }

    /** It held Passive, lowered nothing as it had never taken part, and told its peer for ever that pods were there. */
    @Test
    void forcePassiveStopsWhatRunsInARegionThatNeverTookPart() {
        var region = aRegion().remembering(Memory.first()).forcedPassive().finds(true, SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }
}
