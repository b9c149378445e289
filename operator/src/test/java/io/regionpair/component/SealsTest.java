package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.fenced;
import static io.regionpair.workload.Sights.observed;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.setOf;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.workload.Found;
import io.regionpair.workload.Hold;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Sights.SurveyBuilder;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealsTest {

    private static final Optional<String> CLOSED = Optional.of("hopsworks");

    private final Found hive = fenced(Sights.deployment("hive"), "hopsworks");
    private final Found lowered = observed(off(hive), 6, 5);

    @Test
    void holdAWorkloadOneStepAfterItsControllersWereSeenCaughtUp() {
        assertThat(after(survey(hive).with(labelled("hive-7c", 3))).hold(lowered, CLOSED, true))
                .isEqualTo(Hold.Controllers);
    }

    @Test
    void holdNothingWithoutAFenceThatHasLasted() {
        var seals = after(survey(hive));

        assertThat(seals.hold(lowered, CLOSED, false)).isEqualTo(Hold.Pods);
        assertThat(seals.hold(lowered, Optional.empty(), true)).isEqualTo(Hold.None);
        assertThat(seals.hold(lowered, Optional.of("another"), true)).isEqualTo(Hold.None);
    }

    /** Somebody may have taken the label away in one of them, and a controller may be acting on just that. */
    @Test
    void holdNothingTwoStepsLater() {
        assertThat(after(survey(hive)).hold(observed(off(hive), 7, 5), CLOSED, true))
                .isEqualTo(Hold.Pods);
    }

    @Test
    void areKeptFromLookToLookAndNotBeyondThat() {
        var next = after(survey(hive)).seeing(of(survey(lowered)));

        assertThat(next.hold(lowered, CLOSED, true)).isEqualTo(Hold.Controllers);
        assertThat(next.seeing(of(survey(observed(off(hive), 7, 5)))).known()).isEmpty();
    }

    @Test
    void needControllersThatAreCaughtUp() {
        assertThat(after(survey(observed(hive, 5, 4))).known()).isEmpty();
    }

    @Test
    void needTheLabelInEveryReplicaSetThatMayMakePods() {
        var old = setOf(hive.uid(), "hive-5a", 1, true);

        assertThat(after(survey(hive).with(labelled("hive-7c", 3)).with(old)).known())
                .isEmpty();
    }

    /** Deployments keep ten old ones. */
    @Test
    void doNotMindAnOldReplicaSetThatIsSeenToBeAtZero() {
        assertThat(after(survey(hive).with(labelled("hive-7c", 3)).with(setOf(hive.uid(), "hive-5a", 0, true)))
                        .known())
                .hasSize(1);
        assertThat(after(survey(hive).with(labelled("hive-7c", 3)).with(setOf(hive.uid(), "hive-5a", 0, false)))
                        .known())
                .as("its controller may not know yet")
                .isEmpty();
    }

    /** A StatefulSet in the middle of a roll-out makes pods of its old revision too. */
    @Test
    void needOneRevision() {
        var rolling = Sights.rolling(fenced(Sights.statefulSet("namenode"), "hopsworks"));

        assertThat(after(survey(rolling)).known()).isEmpty();
    }

    @Test
    void areOfThePairWhoseLabelItIs() {
        assertThat(after(survey(fenced(Sights.deployment("hive"), "another"))).hold(lowered, CLOSED, true))
                .isEqualTo(Hold.Pods);
    }

    private ReplicaSetSeen labelled(String name, int replicas) {
        return fenced(setOf(hive.uid(), name, replicas, true), "hopsworks");
    }

    private static Seals after(SurveyBuilder seen) {
        return Seals.NONE.seeing(of(seen));
    }

    private static Roster of(SurveyBuilder seen) {
        return roster(
                seen.build(),
                component("c")
                        .withDeployment("hive")
                        .withStatefulSet("namenode")
                        .build());
    }
}
