package io.regionpair.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence.Closing;
import io.regionpair.workload.AdmissionFence.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FencingTest {

    private static final Posture.Off OFF = new Posture.Off(Optional.empty());
    private static final Posture.Off DRAIN = new Posture.Off(Optional.of("d"));
    private static final Posture.On ON = on(4);

    private final List<String> asked = new ArrayList<>();
    private Closing closing = Closing.Acknowledged;
    private Effect seen = Effect.Proved;
    private Duration trialTakes = Duration.ZERO;
    private Duration now = Duration.ofHours(1);
    private final Fencing fencing = new Fencing(
            new Fencing.Gate() {
                @Override
                public Closing closeFence(Role role) {
                    asked.add("close " + role);
                    return closing;
                }

                @Override
                public Effect closedFence() {
                    now = now.plus(trialTakes);
                    return seen;
                }

                @Override
                public Effect openFence(long term) {
                    asked.add("open " + term);
                    return seen;
                }
            },
            () -> now.toNanos());

    private static Posture.On on(long term) {
        return new Posture.On(term, Coverage.EVERYTHING, List.of(), false);
    }

    @Test
    void isClosedOnceForAPosture() {
        fencing.close(DRAIN, Role.Demoting);
        fencing.close(DRAIN, Role.Demoting);
        assertThat(asked).containsExactly("close Demoting");
        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));

        fencing.close(OFF, Role.Passive);
        assertThat(asked).containsExactly("close Demoting", "close Passive");
    }

    @Test
    void isClosedAgainUntilThatIsProved() {
        seen = Effect.Unproved;
        fencing.close(OFF, Role.Passive);
        fencing.close(OFF, Role.Passive);

        assertThat(asked).hasSize(2);
        assertThat(fencing.refusing("p")).isEmpty();
    }

    /** The API server hears of it a moment later: the pod that is tried first may be admitted although the fence is there. */
    @Test
    void oneThatIsNotSeenAtOnceMayYetClose() {
        seen = Effect.Absent;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.effect()).isEqualTo(Effect.Unproved);
        assertThat(fencing.mayYetClose()).isTrue();

        seen = Effect.Proved;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.effect()).isEqualTo(Effect.Proved);
        assertThat(fencing.mayYetClose()).isFalse();
    }

    @Test
    void oneThatIsNotSeenForSecondsIsAbsent() {
        seen = Effect.Absent;
        fencing.close(OFF, Role.Passive);
        now = now.plusSeconds(2);
        fencing.close(OFF, Role.Passive);

        assertThat(fencing.effect()).isEqualTo(Effect.Absent);
        assertThat(fencing.mayYetClose()).isFalse();
    }

    /**
     * Found by the simulation (Acknowledged, seed 21566): an operator that sleeps between the write and the answer of the trial would take
     * a fence that is there for absent, and wait for the Job that the fence holds back.
     */
    @Test
    void anAnswerThatIsReadLateIsNoLateTrial() {
        seen = Effect.Absent;
        trialTakes = Duration.ofMinutes(1);
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.effect()).isEqualTo(Effect.Unproved);
        assertThat(fencing.mayYetClose()).isTrue();

        seen = Effect.Proved;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));
    }

    @Test
    void whatWasNotAcknowledgedNeverCountsAsAbsent() {
        closing = Closing.Unanswered;
        seen = Effect.Absent;
        fencing.close(OFF, Role.Passive);
        now = now.plusSeconds(9);
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.effect()).isEqualTo(Effect.Unproved);

        closing = Closing.Acknowledged;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.effect()).as("acknowledged just now").isEqualTo(Effect.Unproved);
    }

    @Test
    void aClusterThatDoesNotKnowTheKindHasNone() {
        closing = Closing.NoSuchKind;
        fencing.close(OFF, Role.Passive);

        assertThat(fencing.effect()).isEqualTo(Effect.Absent);
        assertThat(fencing.mayYetClose()).isFalse();
    }

    /** Somebody may install it while the region is what it is for weeks. */
    @Test
    void oneThatIsAbsentIsLookedForAgainNowAndThen() {
        seen = Effect.Absent;
        fencing.close(OFF, Role.Passive);
        now = now.plusSeconds(2);
        fencing.close(OFF, Role.Passive);
        now = now.plusSeconds(29);
        fencing.close(OFF, Role.Passive);
        assertThat(asked).hasSize(2);

        seen = Effect.Proved;
        now = now.plusSeconds(1);
        fencing.close(OFF, Role.Passive);

        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));
    }

    /** One API server was tried; another one may lag. */
    @Test
    void hasLastedTenSecondsAfterItWasFirstSeenToBeClosed() {
        fencing.close(DRAIN, Role.Demoting);
        now = now.plusMillis(9_999);
        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));

        now = now.plusMillis(1);
        assertThat(fencing.refusing("p")).contains(new Refusal("p", true));

        fencing.close(OFF, Role.Passive);
        assertThat(fencing.refusing("p")).as("it wasn't opened in between").contains(new Refusal("p", true));

        fencing.open(ON);
        fencing.close(DRAIN, Role.Demoting);
        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));
    }

    @Test
    void oneThatIsNotSeenToBeClosedAnyMoreHasNotLasted() {
        fencing.close(DRAIN, Role.Demoting);
        now = now.plusSeconds(10);
        seen = Effect.Unproved;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.refusing("p")).isEmpty();

        seen = Effect.Proved;
        fencing.close(OFF, Role.Passive);
        assertThat(fencing.refusing("p")).contains(new Refusal("p", false));
    }

    @Test
    void isOpenedOnceForATerm() {
        assertThat(fencing.open(ON)).isTrue();
        assertThat(fencing.open(ON)).isTrue();
        assertThat(asked).containsExactly("open 4");

        fencing.open(on(5));
        assertThat(asked).containsExactly("open 4", "open 5");
    }

    @Test
    void isNotOpenBeforeThatIsSeen() {
        seen = Effect.Unproved;
        assertThat(fencing.open(ON)).isFalse();

        seen = Effect.Absent;
        assertThat(fencing.open(ON)).as("where there is none, none refuses").isTrue();
        assertThat(asked).hasSize(2);
    }

    /** A request to close it that was held up on its way lands after it was opened: no pod that dies would be replaced. */
    @Test
    void oneThatWasOpenedIsLookedAtAgainNowAndThen() {
        fencing.open(ON);
        now = now.plusSeconds(10);

        fencing.open(ON);

        assertThat(asked).containsExactly("open 4", "open 4");
    }

    @Test
    void anOpenOneRefusesNothing() {
        fencing.open(ON);

        assertThat(fencing.refusing("p")).isEmpty();
    }
}
