package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Importance 1: {@link KilledOperatorStoryIT} chooses the moments; here chance does. {@code -Dkills.seed=NUMBER} repeats a run's choices,
 * though not the machine's timing.
 */
@HasRigAlone
class RandomKillsStoryIT {

    private static final int SWITCHES = 50;
    private static final int KILLS_IN_A_SWITCH = 2;

    /** A switch with a restart in it takes about this long: so there are kills before, in and after each of its phases. */
    private static final Duration SPREAD = Duration.ofSeconds(4);

    private final long seed = Long.getLong("kills.seed", new Random().nextInt(1_000_000));
    private final Random chance = new Random(seed);
    private final Map<String, Integer> moments = new TreeMap<>();
    private final Map<String, Integer> victims = new TreeMap<>();
    private final List<Duration> times = new ArrayList<>();

    @Test
    @BeforeRelease
    @Shows(InjectedFault.OPERATOR_KILLED)
    void fiftySwitchesInARowWithAHundredKillsAreAllFinished(Rig rig) {
        System.out.println("seed of the kills: " + seed);
        Scene.play(rig, "killed-at-random", s -> {
            s.cast(
                            "store",
                            100,
                            Work.statefulSet("namenode", 2).stopping("1s"),
                            Work.deployment("datanode", 3).stopping("2s"))
                    .deploy()
                    .awaitActive("eu");
            try {
                for (var number = 0; number < SWITCHES; number++) {
                    switchWithKills(s, number % 2 == 0 ? "us" : "eu");
                }
            } finally {
                print();
            }
            judge(s);
        });
    }

    private void switchWithKills(Scene s, String to) {
        var began = System.nanoTime();
        s.arbitrator().name(to);
        for (var kill = 0; kill < KILLS_IN_A_SWITCH; kill++) {
            letSomeTimePass();
            killOne(s);
        }
        s.awaitActive(to);
        times.add(Duration.ofNanos(System.nanoTime() - began));
    }

    /** Chance itself, not the wait for something: any length does. */
    private void letSomeTimePass() {
        var end = System.nanoTime() + chance.nextLong(SPREAD.toNanos());
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private void killOne(Scene s) {
        var victim = Scene.REGIONS.get(chance.nextInt(Scene.REGIONS.size()));
        moments.merge(rolesNow(s), 1, Integer::sum);
        s.rig().operator(victim).kill();
        s.rig().operator(victim).restart();
        victims.merge(victim, 1, Integer::sum);
    }

    private static String rolesNow(Scene s) {
        return "eu " + s.stored("eu").map(Role::name).orElse("-") + ", us "
                + s.stored("us").map(Role::name).orElse("-");
    }

    private void print() {
        Figures.print(
                "seed %d: %d switches, %d kills %s, slowest switch %d ms, median %d ms; stored roles at the kills:",
                seed,
                times.size(),
                kills(),
                victims,
                times.stream().max(Duration::compareTo).orElse(Duration.ZERO).toMillis(),
                median().toMillis());
        moments.forEach((roles, count) -> Figures.print("  %3d  %s", count, roles));
    }

    private Duration median() {
        return times.isEmpty()
                ? Duration.ZERO
                : times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    private int kills() {
        return victims.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void judge(Scene s) {
        assertThat(kills()).isEqualTo(SWITCHES * KILLS_IN_A_SWITCH);
        // Spread over the phases, or a hundred kills would say no more than one.
        assertThat(moments.keySet()).anyMatch(roles -> roles.contains("Demoting"));
        assertThat(moments.keySet()).anyMatch(roles -> roles.contains("Promoting"));
        assertThat(moments.keySet()).anyMatch(roles -> roles.contains("Active"));
        assertThat(victims.keySet()).containsExactlyInAnyOrderElementsOf(Scene.REGIONS);
        s.report().ifPresent(report -> {
            // Each of them moved the active role once, and the two regions never ran together: what runs changed hands
            // so often.
            assertThat(report.gaps()).hasSize(SWITCHES);
            assertThat(report.overlaps()).isEmpty();
        });
    }
}
