package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.GRACE;
import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.ended;
import static io.regionpair.workload.Sights.jobOf;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static io.regionpair.workload.Sights.terminating;
import static io.regionpair.workload.Sights.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.protocol.LostPod;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.PodSeen;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Sights.SurveyBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** T6: a pod object that is gone is no proof that its processes are. */
class DeparturesTest {

    private static final List<String> NAMESPACES = List.of(Sights.NAMESPACE);

    /** A node that is silent would be known as such by then. */
    private static final Instant NOTICED = NOW.plus(Departures.SILENCE_NOTICED).plusSeconds(1);

    private final Found hive = Sights.deployment("hive");
    private final PodSeen pod = podOf(hive, "hive-1");
    private boolean nodeReports = true;

    @Test
    void aPodWhoseKubeletSaidThatItEndedIsSeenOff() {
        var after = look(running(), survey(hive), gone(ended(pod)));

        assertThat(after.lost()).isEmpty();
        assertThat(after.missing()).isEmpty();
    }

    @Test
    void aPodThatWasDeletedByForceIsLost() {
        var after = look(running(), survey(hive), gone(pod));

        assertThat(after.lost()).containsExactly(new LostPod("uid-hive-1", Sights.NAMESPACE, "hive-1", "n1", NOW));
        assertThat(after.missing()).isEmpty();
    }

    @Test
    void aPodThatWasDeletedByForceWhileItTerminatedIsLost() {
        var after = look(running(), survey(hive), gone(terminating(pod, NOW)));

        assertThat(after.lost()).extracting(LostPod::name).containsExactly("hive-1");
    }

    @Test
    void aPodThatNeverHadANodeIsSeenOff() {
        var waiting = unscheduled(pod);
        var after = look(Departures.NONE, survey(hive), gone(waiting));

        assertThat(after.lost()).isEmpty();
    }

    /** The watch heard last of it before it came to a node, if it did (simulation, seed 75144). */
    @Test
    void aPodWithoutANodeWhoseRemovalWasMissedWaitsForEveryNode() {
        var waiting = unscheduled(pod);
        var missed = look(Departures.NONE, survey(hive), new PodGone(waiting, false));
        var later = roster(
                survey(hive).at(NOTICED).build(),
                component("c").with(deployment("hive")).build());
        assertThat(missed.missing()).hasSize(1);
        assertThat(missed.waiting()).hasValueSatisfying(text -> assertThat(text).contains("hive-1", "every node"));

        var asked = new ArrayList<Optional<String>>();
        var heard = missed.seeing(later, NAMESPACES, List.of(), node -> {
            asked.add(node);
            return true;
        });
        assertThat(asked).containsExactly(Optional.empty());
        assertThat(look(heard, survey(hive).at(NOTICED.plus(GRACE).plusSeconds(1)))
                        .missing())
                .isEmpty();

        var silent = missed.seeing(later, NAMESPACES, List.of(), _ -> false);
        assertThat(silent.lost()).extracting(LostPod::name).containsExactly("hive-1");
    }

    /** A look is as good as the watch, and knows more here. */
    @Test
    void aPodThatALookFoundOnANodeStaysOnItWhenTheWatchNeverHeardOfThat() {
        var missed = look(running(), survey(hive), new PodGone(unscheduled(pod), false));

        assertThat(missed.waiting()).hasValueSatisfying(text -> assertThat(text).contains("hive-1", "n1"));
    }

    /** It was created and deleted by force from one look to the next. */
    @Test
    void aPodThatNoLookEverFoundIsLostByItsLabels() {
        var after = look(Departures.NONE, survey(hive), gone(pod));

        assertThat(after.lost()).extracting(LostPod::name).containsExactly("hive-1");
    }

    @Test
    void aPodOfAJobIsLostByItsOwner() {
        var cleanup = Sights.cronJob("cleanup");
        var job = jobOf(cleanup, "cleanup-1", false);
        var seen = survey(cleanup).with(job).at(NOW).build();

        var after = Departures.NONE.seeing(
                roster(seen, component("c").with(cronJob("cleanup")).build()),
                NAMESPACES,
                List.of(gone(podOf(job, "cleanup-1-x"))),
                _ -> true);

        assertThat(after.lost()).extracting(LostPod::name).containsExactly("cleanup-1-x");
    }

    @Test
    void aPodOfSomethingElseIsNobodysLoss() {
        var after = look(Departures.NONE, survey(hive), gone(podOf(Sights.deployment("spark"), "spark-1")));

        assertThat(after.lost()).isEmpty();
    }

    /** The list is ahead of the watch, as a rule by milliseconds. */
    @Test
    void aPodThatIsGoneBeforeTheWatchSaysHowIsMissing() {
        var after = look(running(), survey(hive));

        assertThat(after.missing()).containsOnlyKeys("uid-hive-1");
        assertThat(after.waiting()).hasValueSatisfying(text -> assertThat(text).contains("hive-1", "n1"));
    }

    @Test
    void theWatchsWordEndsThat() {
        var missing = look(running(), survey(hive));

        assertThat(look(missing, survey(hive), gone(ended(pod))).missing()).isEmpty();
        assertThat(look(missing, survey(hive), gone(pod)).lost()).hasSize(1);
    }

    /** The watch is ahead of the list. */
    @Test
    void aPodThatTheWatchSawOffIsNotMissingWhenTheListStillHasIt() {
        var after = look(running(), survey(hive).with(pod), gone(ended(pod)));

        assertThat(look(after, survey(hive)).missing()).isEmpty();
    }

    @Test
    void aPodWhoseRemovalWasMissedWaitsForItsNodeAndThenForItsGracePeriod() {
        var missed = look(running(), survey(hive), new PodGone(pod, false));
        assertThat(look(missed, survey(hive).at(NOTICED.minusSeconds(1))).missing())
                .hasSize(1);

        var heard = look(missed, survey(hive).at(NOTICED));
        assertThat(heard.missing()).hasSize(1);
        assertThat(look(heard, survey(hive).at(NOTICED.plus(GRACE))).missing()).hasSize(1);

        var over = look(heard, survey(hive).at(NOTICED.plus(GRACE).plusSeconds(1)));
        assertThat(over.missing()).isEmpty();
        assertThat(over.lost()).isEmpty();
    }

    @Test
    void aPodWhoseRemovalWasMissedIsLostWithASilentNode() {
        var missed = look(running(), survey(hive), new PodGone(pod, false));
        nodeReports = false;

        assertThat(look(missed, survey(hive).at(NOTICED)).lost())
                .extracting(LostPod::name)
                .containsExactly("hive-1");
    }

    /** Somebody had a reason not to wait for it, such as a kubelet that can't stop it. */
    @Test
    void aPodThatWasOverdueWhenItsRemovalWasMissedIsLost() {
        var overdue = terminating(pod, NOW.minusSeconds(5));
        var missed = look(look(Departures.NONE, survey(hive).with(overdue)), survey(hive));

        assertThat(look(missed, survey(hive).at(NOTICED)).lost())
                .extracting(LostPod::name)
                .containsExactly("hive-1");
    }

    @Test
    void aGracePeriodThatWasLongerThanThePodsOwnCounts() {
        var late = NOW.plusSeconds(600);
        var missed = look(running(), survey(hive), new PodGone(terminating(pod, late), false));

        var heard = look(missed, survey(hive).at(NOTICED));

        assertThat(look(heard, survey(hive).at(NOTICED.plusSeconds(600))).missing())
                .hasSize(1);
        assertThat(look(heard, survey(hive).at(NOTICED.plusSeconds(601))).missing())
                .isEmpty();
    }

    /** A terminal phase is never taken back, so it doesn't matter that the removal was missed. */
    @Test
    void aPodThatHadEndedIsSeenOffEvenIfItsRemovalWasMissed() {
        assertThat(look(running(), survey(hive), new PodGone(ended(pod), false)).missing())
                .isEmpty();
    }

    @Test
    void podsOfANamespaceThatIsLookedAtNoMoreAreNobodysLoss() {
        var elsewhere = List.of("elsewhere");
        var hives = component("c").with(deployment("hive")).build();

        var after = running().seeing(roster(survey().build(), hives), elsewhere, List.of(), _ -> true);

        assertThat(after.missing()).isEmpty();
    }

    @Test
    void whatIsLostIsToldOnce() {
        var lost = look(running(), survey(hive), gone(pod));

        assertThat(look(lost, survey(hive)).lost()).isEmpty();
    }

    @Test
    void thePodsOfADeletedWorkloadAreStillSeenOff() {
        var deleted = look(running(), survey().with(pod));

        assertThat(look(deleted, survey(), gone(pod)).lost()).hasSize(1);
        assertThat(look(deleted, survey()).missing()).hasSize(1);
    }

    /**
     * Found by the simulation (Acknowledged, seed 40298): a component left a region's manifests while a pod of it ran on a node that was
     * cut off, the pod's object was deleted by force, the component came back, and the region spoke for it.
     */
    @Test
    void thePodsOfAWorkloadThatLeftItsComponentAreStillSeenOff() {
        var elsewhere = component("c").with(deployment("spark")).build();

        var left = running()
                .seeing(roster(survey(hive).with(pod).at(NOW).build(), elsewhere), NAMESPACES, List.of(), _ -> true);
        assertThat(left.lost()).isEmpty();
        assertThat(left.missing()).isEmpty();

        var seen = roster(survey(hive).at(NOW).build(), elsewhere);
        assertThat(left.seeing(seen, NAMESPACES, List.of(gone(pod)), _ -> true).lost())
                .hasSize(1);
        assertThat(left.seeing(seen, NAMESPACES, List.of(), _ -> true).missing())
                .hasSize(1);
    }

    @Test
    void aComponentMayAcceptTheRisk() {
        var accepting =
                component("c").with(deployment("hive")).accepting("PodLost").build();
        var seen = survey(hive).at(NOW).build();

        var after = running().seeing(roster(seen, accepting), NAMESPACES, List.of(gone(pod)), _ -> true);

        assertThat(after.lost()).isEmpty();
        assertThat(after.missing()).isEmpty();
    }

    private Departures running() {
        return look(Departures.NONE, survey(hive).with(pod));
    }

    private Departures look(Departures before, SurveyBuilder seen, PodGone... news) {
        var hives = component("c").with(deployment("hive")).build();
        return before.seeing(roster(seen.build(), hives), NAMESPACES, List.of(news), _ -> nodeReports);
    }

    private static PodGone gone(PodSeen last) {
        return new PodGone(last, true);
    }
}
