package io.regionpair.workload;

import static io.regionpair.workload.Sights.cronJob;
import static io.regionpair.workload.Sights.deployment;
import static io.regionpair.workload.Sights.ended;
import static io.regionpair.workload.Sights.in;
import static io.regionpair.workload.Sights.jobOf;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.statefulSet;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SurveyTest {

    private static final Map<String, String> LABELS = Map.of("tier", "etl", "app", "spark");

    static Stream<Arguments> selectors() {
        return Stream.of(
                argumentSet("an empty selector matches nothing", new LabelSelector(), false),
                argumentSet("a label matches", labels("tier", "etl"), true),
                argumentSet("another value doesn't", labels("tier", "web"), false),
                argumentSet("an absent key doesn't", labels("zone", "etl"), false),
                argumentSet("every label has to match", labels("tier", "etl", "app", "hive"), false),
                argumentSet("all labels match", labels("tier", "etl", "app", "spark"), true),
                argumentSet("In with the value", expression("tier", "In", "web", "etl"), true),
                argumentSet("In without the value", expression("tier", "In", "web"), false),
                argumentSet("In on an absent key", expression("zone", "In", "a"), false),
                argumentSet("NotIn without the value", expression("tier", "NotIn", "web"), true),
                argumentSet("NotIn with the value", expression("tier", "NotIn", "web", "etl"), false),
                argumentSet("NotIn on an absent key", expression("zone", "NotIn", "a"), true),
                argumentSet("Exists", expression("tier", "Exists"), true),
                argumentSet("Exists on an absent key", expression("zone", "Exists"), false),
                argumentSet("DoesNotExist", expression("zone", "DoesNotExist"), true),
                argumentSet("DoesNotExist on a present key", expression("tier", "DoesNotExist"), false),
                argumentSet(
                        "labels and expressions both have to match",
                        new LabelSelectorBuilder(labels("tier", "etl"))
                                .addToMatchExpressions(new LabelSelectorRequirement("app", "In", List.of("hive")))
                                .build(),
                        false));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void matchesAsKubernetesDoes(LabelSelector selector, boolean expected) {
        assertThat(Survey.matches(selector, LABELS)).isEqualTo(expected);
    }

    @Test
    void refusesAnOperatorThatItDoesNotKnowInsteadOfGuessing() {
        var selector = expression("tier", "Gt", "1");

        assertThatThrownBy(() -> Survey.matches(selector, LABELS)).hasMessageContaining("Gt");
    }

    @Test
    void selectsWorkloadsOfOneKindInOneNamespaceByTheirOwnLabelsInOrder() {
        var survey = survey(deployment("b"), deployment("a"), statefulSet("c"), cronJob("d"))
                .build();
        var everything = expression("app", "Exists");

        assertThat(survey.matching(Sights.NAMESPACE, "apps", "Deployment", new Lever.Replicas(), everything))
                .extracting(found -> found.id().name())
                .containsExactly("a", "b");
        assertThat(survey.matching("elsewhere", "apps", "Deployment", new Lever.Replicas(), everything))
                .isEmpty();
        assertThat(survey.matching(Sights.NAMESPACE, "extensions", "Deployment", new Lever.Replicas(), everything))
                .isEmpty();
    }

    @Test
    void knowsPodsOfADeploymentByItsSelectorWhoeverOwnsThem() {
        var hive = deployment("hive");
        var pod = podOf(hive, "hive-1");
        var elsewhere = in("elsewhere", podOf(hive, "hive-2"));
        var survey = survey(hive)
                .with(pod, elsewhere, podOf(deployment("spark"), "spark-1"))
                .build();

        assertThat(survey.podsOf(hive)).containsExactly(pod);
    }

    @Test
    void knowsPodsOfACronJobByItsJobs() {
        var cleanup = cronJob("cleanup");
        var job = jobOf(cleanup, "cleanup-1", false);
        var pod = podOf(job, "cleanup-1-x");
        var foreign = jobOf(cronJob("other"), "other-1", false);
        var survey = survey(cleanup)
                .with(job)
                .with(foreign)
                .with(pod, podOf(foreign, "other-1-x"))
                .build();

        assertThat(survey.podsOf(cleanup)).containsExactly(pod);
    }

    @Test
    void aPodThatEndedIsThereAndDoesNotLive() {
        var hive = deployment("hive");
        var pod = ended(podOf(hive, "hive-1"));
        var survey = survey(hive).with(pod).build();

        assertThat(survey.podsOf(hive)).containsExactly(pod);
        assertThat(survey.livingPodsOf(hive)).isEmpty();
    }

    private static LabelSelector labels(String... pairs) {
        var selector = new LabelSelectorBuilder();
        for (var i = 0; i < pairs.length; i += 2) {
            selector.addToMatchLabels(pairs[i], pairs[i + 1]);
        }
        return selector.build();
    }

    private static LabelSelector expression(String key, String operator, String... values) {
        return new LabelSelectorBuilder()
                .addToMatchExpressions(new LabelSelectorRequirement(key, operator, List.of(values)))
                .build();
    }

    /** Whoever deletes what only carries the same labels may take something else's pods. */
    @Test
    void onlyWhatAWorkloadMadeItselfAndNobodyEndsYetIsToBeAskedToEnd() {
        var hive = Sights.deployment("hive");
        var set = Sights.setOf(hive.uid(), "hive-7c", 2, true);
        var own = Sights.podOf(hive, "hive-7c-a", set.uid());
        var seen = Sights.survey(hive)
                .with(set)
                .with(
                        own,
                        Sights.terminating(Sights.podOf(hive, "hive-7c-b", set.uid()), Sights.NOW),
                        Sights.ended(Sights.podOf(hive, "hive-7c-c", set.uid())),
                        Sights.podOf(hive, "somebody-elses"))
                .build();

        assertThat(seen.unaskedPodsOf(hive)).containsExactly(own);
    }

    @Test
    void aStatefulSetMakesItsPodsItself() {
        var namenode = Sights.statefulSet("namenode");
        var own = Sights.podOf(namenode, "namenode-0", namenode.uid());

        assertThat(Sights.survey(namenode).with(own).build().unaskedPodsOf(namenode))
                .containsExactly(own);
    }
}
