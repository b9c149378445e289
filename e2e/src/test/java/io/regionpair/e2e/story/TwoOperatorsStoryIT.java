package io.regionpair.e2e.story;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.e2e.observer.Report;
import io.regionpair.e2e.observer.Write;
import io.regionpair.e2e.story.Leaders.Leader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Importance 1: two operators of one region may both believe that they lead; nothing may depend on it. Here the one that leads eu is
 * stopped (SIGSTOP) at a point of a switch, with what it was about to do in its hands. The other one takes over and finishes, until us runs
 * everything. Then the first one goes on exactly where it was, and doesn't notice for a while that it no longer leads.
 */
@HasRigAlone
class TwoOperatorsStoryIT {

    /** With two processes that both act every second, something would move in this time if they disagreed. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;

    private static Leaders leaders;

    @BeforeAll
    static void startTwo(Rig rig) {
        leaders = Leaders.start(rig, "eu");
    }

    @AfterAll
    static void endOne() {
        if (leaders != null) {
            leaders.close();
        }
    }

    /** The hardest one: its role is confirmed, and the order to start is the next thing that it sends. */
    @Test
    @Shows(InjectedFault.OPERATOR_FROZEN)
    void aLeaderThatSleptWithItsRoleConfirmedRaisesNothing(Rig rig) {
        sleepAt(Point.AFTER_CONFIRM, rig);
    }

    @BeforeRelease
    @ParameterizedTest(name = "{0}")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AFTER_CONFIRM")
    @Shows(InjectedFault.OPERATOR_FROZEN)
    void nothingOfALeaderThatSleptLands(Point point, Rig rig) {
        sleepAt(point, rig);
    }

    /** The stories above must be able to fail: with the raise guard the wrong way round they do, and the observer sees the harm. */
    @Test
    @BeforeRelease
    void theWrongOrderOfTheRaiseGuardIsCaught(Rig rig) {
        assertThatThrownBy(() -> Scene.play(rig, "asleep-wrong-order", s -> {
                    cast(s);
                    sleepAt(
                            Point.AFTER_CONFIRM,
                            s,
                            leader -> leader.breakpoints().orderWrongly(),
                            CONFLICT);
                }))
                .hasMessageContaining("overlap at")
                .hasMessageContaining("eu/datanode-")
                .hasMessageContaining("us/datanode-");
    }

    /** The second line of defence: what the fence covers isn't raised by an operator that is wrong, either. */
    @Test
    @BeforeRelease
    void theFenceRefusesALateRaiseEvenInTheWrongOrder(Rig rig) {
        Scene.play(rig, "asleep-fenced", s -> {
            cast(s).fenced();
            sleepAt(Point.AFTER_CONFIRM, s, leader -> leader.breakpoints().orderWrongly(), FORBIDDEN);
        });
    }

    /** Longer than it can last outside of a test: a leader that lost its Lease halts. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.TWO_LEADERS)
    void twoThatLeadAtOnceSwitchTogether(Rig rig) {
        Scene.play(rig, "leading-both", s -> {
            var leader = leaders.leading();
            try {
                fallAsleep(cast(s), leader, Point.BEFORE_STORE_PASSIVE);
                leader.goOn();
                leader.breakpoints().see();
                for (var region : List.of("eu", "us", "eu", "us")) {
                    s.switchTo(region);
                }
                assertThat(leader.process().process().alive()).isTrue();
                System.out.println(
                        "beside another leader it did:\n" + leader.breakpoints().trace());
                // Which of the two stores Active is a race that one of them may lose each time.
                assertThat(leader.breakpoints().trace())
                        .contains("store Demoting:", "store Promoting:", "confirm: Active", "Raise:", "Lower:");
            } finally {
                leader.restart();
            }
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.OPERATOR_KILLED)
    void theStandbyFinishesTheSwitchOfALeaderThatDied(Rig rig) {
        Scene.play(rig, "leader-dead", s -> {
            var leader = leaders.leading();
            try {
                s.reachedAt("eu", leaders.other(leader).peerEndpoint());
                cast(s).deploy().awaitActive("eu");

                s.arbitrator().name("us");
                s.awaitStored("eu", Role.Demoting);
                leader.process().kill();

                s.awaitActive("us");
                assertThat(leaders.holder()).isNotEqualTo(leader.identity());
                s.switchTo("eu");
            } finally {
                leader.restart();
            }
        });
    }

    /** Without the fence, which would refuse what an old leader raises and leave nothing to the operator's own care. */
    private static Scene cast(Scene scene) {
        return scene.unfenced()
                .cast("store", Work.deployment("datanode", 3).stopping("1s"), Work.deployment("other", 1));
    }

    private static void sleepAt(Point point, Rig rig) {
        Scene.play(rig, "asleep-" + point.step().toLowerCase(Locale.ROOT).replace(' ', '-'), s -> {
            cast(s);
            sleepAt(point, s, _ -> {}, CONFLICT);
        });
    }

    private static void sleepAt(Point point, Scene s, Consumer<Leader> atThePoint, int refusal) {
        s.plane("eu");
        var leader = leaders.leading();
        try {
            fallAsleep(s, leader, point);
            atThePoint.accept(leader);
            wakeUp(s, leader, point, refusal);
        } finally {
            leader.restart();
        }
    }

    /** Until it sleeps and us runs everything. */
    private static void fallAsleep(Scene s, Leader leader, Point point) {
        var standby = leaders.other(leader);
        s.reachedAt("eu", (point.way() == Point.Way.ANSWERING ? leader.process() : standby).peerEndpoint());
        var first = point.way() == Point.Way.COMING ? "us" : "eu";
        s.arbitrator().name(first);
        s.deploy().awaitActive(first);

        leader.breakpoints().stopAt(point.step());
        s.arbitrator().name(Scene.other(first));
        s.untilEquals("the leader comes to " + point, true, leader.breakpoints()::reached);
        leader.process().pause();

        s.untilEquals("the other one leads", standby.settings().identity(), leaders::holder);
        s.reachedAt("eu", standby.peerEndpoint());
        Scene.REGIONS.forEach(s::deployPair);
        if (point.way() == Point.Way.COMING) {
            s.awaitActive("eu");
            s.arbitrator().name("us");
        }
        s.awaitActive("us");
    }

    private static void wakeUp(Scene s, Leader leader, Point point, int refusal) {
        var life = leader.process().process();
        var standing = standing(s);
        var woken = Instant.now();
        leader.goOn();

        s.untilEquals(
                "it has done what it was about to do",
                false,
                () -> leader.breakpoints().done().isEmpty());
        s.until("what it sends is refused", () -> settled(report(s), point, refusal, woken));
        assertThat(report(s).overlaps()).isEmpty();
        s.until("nothing changes hands", new Quiet(STILL, () -> standing(s))::disturbances);
        assertThat(standing(s)).isEqualTo(standing);
        assertThat(landed(report(s), woken)).isSubsetOf(point.harmless());

        leader.breakpoints().release();
        s.untilEquals("it halts when it notices that it no longer leads", false, life::alive);
        s.awaitActive("us");
        assertThat(standing(s)).isEqualTo(standing);
        Figures.print(
                "asleep %s, then %s; late writes %s",
                point.step(),
                leader.breakpoints().done().strip().replace('\n', ','),
                late(report(s), woken)
                        .map(write -> write.operation() + " " + write.code())
                        .collect(groupingBy(text -> text, TreeMap::new, counting())));
    }

    /** Everything that a late write could spoil. A mark may come late, and counts in a workload's generation. */
    private static Map<String, String> standing(Scene s) {
        var standing = new TreeMap<String, String>();
        for (var region : Scene.REGIONS) {
            var record = s.client(region)
                    .resources(RegionRecord.class)
                    .withName(s.name())
                    .get()
                    .getSpec();
            standing.put(
                    region + " record",
                    record.role() + ", term " + record.term() + ", attempt " + record.attempt() + ", granted to "
                            + record.grantedTo());
            WorkloadView.of(s.client(region), s.name())
                    .forEach(view -> standing.put(region + " " + view.name(), view.toString()));
            standing.put(region + " pods", s.podUids(region).toString());
        }
        return standing;
    }

    /** Or an overlap was seen, which is worse than what is awaited. */
    private static List<String> settled(Report report, Point point, int refusal, Instant woken) {
        var refused = point.late() == null
                || late(report, woken)
                        .anyMatch(write -> write.code() == refusal
                                && write.operation().equals(point.late().operation()));
        return refused || !report.overlaps().isEmpty()
                ? List.of()
                : List.of("since it woke up there were "
                        + late(report, woken).map(Write::toString).toList());
    }

    private static Stream<String> landed(Report report, Instant woken) {
        return late(report, woken).filter(write -> write.code() < 300).map(Write::operation);
    }

    /** What eu's operators wrote since, apart from statuses. */
    private static Stream<Write> late(Report report, Instant woken) {
        return report.writes().stream()
                .filter(write -> write.region().equals("eu") && write.at().isAfter(woken))
                .filter(write -> !write.operation().endsWith("/status"));
    }

    private static Report report(Scene s) {
        return s.report().orElseThrow();
    }
}
