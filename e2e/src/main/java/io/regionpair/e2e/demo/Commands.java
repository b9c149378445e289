package io.regionpair.e2e.demo;

import io.regionpair.e2e.story.Switch;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of the demo. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        description = "RegionPair in two regions on this machine: two real control planes, simulated or real nodes.")
public final class Commands {

    /** Generous: a person watches and can stop it; a busy machine must not end it. */
    private static final Duration SWITCH_LIMIT = Duration.ofMinutes(5);

    @Command(name = "up", description = "Start both regions, the arbitrator and the operators, and deploy the sample.")
    void up(
            @Option(
                            names = "--nodes",
                            defaultValue = "simulated",
                            description =
                                    "What pods run on: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}. Real ones"
                                            + " have kubelets and containers, and need Linux and root.")
                    Nodes nodes) {
        try (var start = Start.detached(DemoFolder.current())) {
            start.everything(Nodes.available(nodes));
            start.leaveRunning();
        }
    }

    @Command(name = "status", description = "One table of both regions.")
    void status() {
        try (var demo = RunningDemo.find(DemoFolder.current())) {
            System.out.print(StatusTable.of(demo.pair()));
        }
    }

    @Command(name = "switch", description = "Have the arbitrator name the other region, and follow what happens.")
    void switchTo(@Parameters(paramLabel = "REGION", description = "eu or us") String region) {
        if (!region.equals("eu") && !region.equals("us")) {
            throw new IllegalArgumentException("there are the regions eu and us, not " + region);
        }
        try (var demo = RunningDemo.find(DemoFolder.current())) {
            System.out.println("arbitrator: " + demo.document().read().strip() + " -> " + region);
            var change = Switch.perform(demo.pair(), region, demo.document(), SWITCH_LIMIT, System.out::println);
            System.out.print(change.table());
        }
    }

    @Command(name = "down", description = "End everything that up started.")
    void down() {
        var register = DemoFolder.current().register();
        var running = register.running().size();
        register.endAll();
        DemoFolder.current().forget();
        System.out.println(running == 0 ? "nothing was running" : running + " processes ended");
    }

    @Command(name = "run", description = "Start, switch to us and back, judge, end; exit 0 only if every check held.")
    int run() {
        return new Rehearsal(SWITCH_LIMIT).run() ? 0 : 1;
    }
}
