package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.CommandProcess;
import io.regionpair.e2e.process.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code regionpair status}, as a person gives it: both regions in one table, while all is well and while a switch waits. */
@SharesRig
class StatusStoryIT {

    @Test
    void bothRegionsAreToldInOneTable(Rig rig) {
        Scene.play(rig, "told", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            s.awaitSaid("eu", "FailoverReady", "True/Steady");

            alertsAreAboutMetricsThatThereAre(s);

            var well = status(s, "told");
            assertThat(well.status()).as(well.toString()).isZero();
            assertThat(well.out().lines())
                    .anySatisfy(line ->
                            assertThat(line).matches("told +eu +Active +\\d +eu +2 running, 0 stopped +True .*"))
                    .anySatisfy(
                            line -> assertThat(line).matches("told +us +Passive +\\d +eu +.* +True PassiveByDesign"))
                    .hasSize(3);

            s.stopping("eu", "datanode", "never");
            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "store", "Ready", "False/PodsStillTerminating");
            s.awaitSaid("us", "Ready", "False/WaitingForAcknowledgement");

            var waiting = status(s, "told");
            assertThat(waiting.status()).as(waiting.toString()).isEqualTo(3);
            assertThat(waiting.out())
                    .contains(
                            "told in us waits: WaitingForAcknowledgement for ", "told in eu waits: WaitingForStop for ")
                    .contains("datanode-");
            assertThat(waiting.err()).isEmpty();

            s.stopping("eu", "datanode", "0s");
            s.awaitActive("us");

            var nowhere = status(s, "nowhere");
            assertThat(nowhere.status()).isEqualTo(1);
            assertThat(nowhere.out())
                    .isEqualTo("cluster eu has no RegionPair nowhere\ncluster us has no RegionPair nowhere\n");
            assertThat(nowhere.err()).isEmpty();
        });
    }

    private static void alertsAreAboutMetricsThatThereAre(Scene s) {
        try {
            var alerts = Files.readString(Workspace.root().resolve("helm-chart/templates/monitoring.yaml"));
            var metrics = Pattern.compile("regionpair_[a-z_]+")
                    .matcher(alerts)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .toList();
            assertThat(metrics)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(metric -> assertThat(s.rig().operator("eu").metric(metric, "region=\"eu\""))
                            .as(metric)
                            .isNotNaN());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandProcess.Result status(Scene s, String pair) {
        var kubeconfigs =
                s.plane("eu").kubeconfig() + File.pathSeparator + s.plane("us").kubeconfig();
        return CommandProcess.start(
                        Map.of("KUBECONFIG", kubeconfigs), "status", "--pair", pair, "--kube-context", "eu,us")
                .await();
    }
}
