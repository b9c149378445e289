package io.regionpair.e2e.demo;

import io.regionpair.api.Role;
import io.regionpair.e2e.observer.Observer;
import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.story.Pair;
import io.regionpair.e2e.story.Switch;
import java.time.Duration;
import java.util.List;

/** The demo that runs by itself and judges itself. */
final class Rehearsal {

    private final Duration limit;
    private boolean allHeld = true;

    Rehearsal(Duration limit) {
        this.limit = limit;
    }

    /** Leaves nothing running, whatever happens. */
    boolean run() {
        try (var start = Start.tied(DemoFolder.current())) {
            start.everything(Nodes.SIMULATED);
            var pair = start.pair();
            pair.awaitActive("eu", limit);
            start.say("eu is active, everything runs");
            checkPlaces(pair, "eu");
            for (var region : List.of("us", "eu")) {
                System.out.print(Switch.perform(pair, region, start.document(), limit, System.out::println)
                        .table());
                checkPlaces(pair, region);
            }
            System.out.print(StatusTable.of(pair));
            judge(start);
        }
        System.out.println(allHeld ? "every check held" : "NOT every check held");
        return allHeld;
    }

    private void checkPlaces(Pair pair, String active) {
        var passive = active.equals("eu") ? "us" : "eu";
        check("role in " + active, Role.Active, pair.role(active));
        check("role in " + passive, Role.Passive, pair.role(passive));
        check("pods in " + passive, 0, pair.pods(passive));
        check("workloads, replicas and CronJobs not in their place", List.of(), pair.missing(active));
    }

    private void judge(Start start) {
        var report = Observer.of(start.regions().all(), OperatorAccess.USER)
                .orElseThrow()
                .judgeWhenAnswered(start.pair().workloads());
        check("overlaps of both regions' active-passive pods", List.of(), report.overlaps());
        check("writes on active-active workloads", List.of(), report.activeActiveWrites());
        check("doubts of the observer", List.of(), report.doubts());
        // Without pods, "no overlap" would say nothing.
        check("the observer saw pods", true, report.podsThatCounted() > 0);
        report.gaps()
                .forEach(gap -> System.out.println(
                        "      nothing ran between " + gap.from() + " and " + gap.to() + ": " + gap.time()));
        for (var region : List.of("eu", "us")) {
            System.out.println("      the operator's writes in " + region + ": " + report.writesByOperation(region));
        }
    }

    private void check(String what, Object expected, Object seen) {
        var holds = expected.equals(seen);
        allHeld &= holds;
        System.out.println(
                (holds ? "  ok  " : "FAIL  ") + what + ": " + seen + (holds ? "" : ", expected " + expected));
    }
}
