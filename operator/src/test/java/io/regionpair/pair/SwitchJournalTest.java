package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchJournalTest {

    private final SwitchJournal journal = new SwitchJournal();

    @Test
    void aPromotionHasItsPhasesInOrder() {
        journal.roleChanged(Role.Passive, Role.Promoting, Reason.NamedSelf, NOW);
        journal.roleChanged(Role.Promoting, Role.Active, Reason.AcknowledgementReceived, NOW.plusSeconds(2));
        journal.allReady(NOW.plusSeconds(7));
        journal.allReady(NOW.plusSeconds(60));

        assertThat(journal.entries())
                .containsExactly(new SwitchJournal.Entry(
                        Role.Passive,
                        Role.Active,
                        Reason.NamedSelf,
                        NOW,
                        Optional.of(NOW.plusSeconds(7)),
                        Map.of("acknowledged", Duration.ofSeconds(2), "ready", Duration.ofSeconds(5))));
        assertThat(journal.entries().getFirst().phases().keySet()).containsExactly("acknowledged", "ready");
    }

    @Test
    void aDrainEndsWhenItIsProved() {
        journal.roleChanged(Role.Active, Role.Demoting, Reason.NamedPeer, NOW);
        journal.roleChanged(Role.Demoting, Role.Passive, Reason.SwitchCompleted, NOW.plusSeconds(9));

        assertThat(journal.entries())
                .containsExactly(new SwitchJournal.Entry(
                        Role.Active,
                        Role.Passive,
                        Reason.NamedPeer,
                        NOW,
                        Optional.of(NOW.plusSeconds(9)),
                        Map.of("stopped", Duration.ofSeconds(9))));
    }

    @Test
    void anAttemptThatIsGivenUpIsNoSwitch() {
        journal.roleChanged(Role.Passive, Role.Promoting, Reason.NamedSelf, NOW);
        journal.roleChanged(Role.Promoting, Role.Passive, Reason.NamedPeer, NOW.plusSeconds(1));

        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void keepsTheLastTenNewestFirst() {
        for (var i = 0; i < 12; i++) {
            journal.roleChanged(Role.Active, Role.Demoting, Reason.NamedPeer, NOW.plusSeconds(i));
            journal.roleChanged(Role.Demoting, Role.Passive, Reason.SwitchCompleted, NOW.plusSeconds(i));
        }

        assertThat(journal.entries()).hasSize(10);
        assertThat(journal.entries().getFirst().startedAt()).isEqualTo(NOW.plusSeconds(11));
    }

    @Test
    void whatIsReadyWithoutASwitchIsNoEntry() {
        journal.allReady(NOW);

        assertThat(journal.entries()).isEmpty();
    }
}
