package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.AGREED;
import static io.regionpair.protocol.ARegion.SHOP;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A start with {@code --assume-passive-unknown}: the record may be from before this region acknowledged the other one (A6). */
class RestoredRecordTest {

    private static final Memory ACTIVE = memory(Role.Active, 6, OptionalLong.empty(), "a0");

    private static ARegion restored() {
        return aRegion().afterRestore().startsWith(Optional.of(ACTIVE));
    }

    @Test
    void anActiveRegionBecomesFrozenAndStartsNothingBeforeItIs() {
        var region = restored();

        assertThat(region.rule()).isEqualTo("T9 restored");
        assertThat(region.sent().role()).isEqualTo(Role.Frozen);
        assertThat(region.sent().attempt()).isPresent().isNotEqualTo(ACTIVE.attempt());
        assertThat(region.step().standing().reason()).isEqualTo(Reason.RecordRestored);
        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Leave());

        region.stores();

        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Leave());
    }

    @Test
    void withoutTheWordAnActiveRegionGoesOn() {
        assertThat(aRegion().startsWith(Optional.of(ACTIVE)).rule()).isEqualTo("active");
    }

    @Test
    void theArbitratorsSilenceChangesNothing() {
        var region = restored().stores().finds(true, SHOP).ticks();

        assertThat(region.effect(Effect.Store.class)).isEmpty();
        assertThat(region.step().standing().reason()).isEqualTo(Reason.AdoptionPending);
    }

    @Test
    void oneAnswerAgainstItDrains() {
        var region = restored().stores().finds(true, SHOP).hears(names("us"));

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void thePeersYesMakesItActiveUnderANewTerm() {
        var region = restored().stores().finds(true, SHOP).hears(names("eu"));
        assertThat(region.effect(Effect.AskPeer.class)).isPresent();

        region.isAnsweredYes(region.sentAttempt(), SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Active);
        assertThat(region.sent().term()).isGreaterThan(ACTIVE.term());
        // It is trusted from now on: this was written after the restore.
        assertThat(region.stores().rule()).isEqualTo("active");
        assertThat(Protocol.posture(region.state(), region.params())).isInstanceOf(Posture.On.class);
    }

    @Test
    void aYesFromBeforeTheRestoreIsVoid() { // C7
        var region = restored().stores().finds(true, SHOP).hears(names("eu")).isAnsweredYes("a0", SHOP);

        assertThat(region.role()).isEqualTo(Role.Frozen);
        assertThat(region.effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void anActivePeerWithALaterTermDrains() {
        var region = restored().stores().finds(true, SHOP).sees(Role.Active, 9);

        assertThat(region.rule()).isEqualTo("T5e split brain");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.sent().term()).isEqualTo(9);
    }

    @Test
    void whereNothingRunsItDrainsSoThatWhatWasSentBeforeCannotLand() {
        var region = restored().stores().finds(false, SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void aWordThatWasRestoredTooDoesNotCountBeforeTheRoleIsFrozen() {
        var region = aRegion().forcedActive(6).afterRestore().startsWith(Optional.of(ACTIVE));

        assertThat(region.sent().role()).isEqualTo(Role.Frozen);
    }

    @Test
    void withALeaseItDrains() { // C10
        var region = aRegion().timed().afterRestore().startsWith(Optional.of(ACTIVE.shaking(AGREED)));

        assertThat(region.rule()).isEqualTo("T9 restored");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    /** An override masks the end of the lease, and this one is as old as the snapshot. */
    @Test
    void withALeaseAWordThatWasRestoredTooStartsNothing() {
        var region = aRegion().timed().forcedActive(6).afterRestore().startsWith(Optional.of(ACTIVE.shaking(AGREED)));

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(Protocol.posture(region.state(), region.params())).isEqualTo(new Posture.Leave());
    }

    @Test
    void aPassiveRegionIsPassive() {
        var region =
                aRegion().afterRestore().startsWith(Optional.of(memory(Role.Passive, 4, OptionalLong.empty(), "")));

        assertThat(region.rule()).isEqualTo("passive");
        assertThat(Protocol.posture(region.state(), region.params())).isInstanceOf(Posture.Off.class);
    }
}
