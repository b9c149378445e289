package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.fences;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Leaving;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    /** One row: a region after something happened, the rule that decides, and the role that it stores; Unknown: none. */
    private record Row(String sentence, ARegion region, String rule, Role stores) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    private static Row row(String sentence, ARegion region, String rule) {
        return new Row(sentence, region, rule, Role.Unknown);
    }

    private static Row row(String sentence, ARegion region, String rule, Role stores) {
        return new Row(sentence, region, rule, stores);
    }

    @Test
    void theOrderOfTheRulesIsPinned() {
        assertThat(Rules.ALL)
                .extracting(Rules.Rule::name)
                .containsExactly(
                        "lost pods",
                        "parameters",
                        "T5e split brain",
                        "T8 forced passive",
                        "T9 found running",
                        "T9 restored",
                        "T6 stopped",
                        "demoting",
                        "frozen",
                        "T3a forced active",
                        "T5 lease over",
                        "T5 newer epoch",
                        "T5 against",
                        "T2 attempt over",
                        "new streak",
                        "T3 acknowledged",
                        "T3a fenced",
                        "T4 fence over",
                        "promoting",
                        "T1 named",
                        "accept epoch",
                        "widen coverage",
                        "widen by time",
                        "ask for coverage",
                        "active",
                        "passive");
    }

    static Stream<Row> rows() {
        return Stream.of(passiveRows(), promotingRows(), activeRows(), otherRows())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> passiveRows() {
        return Stream.of(
                row("passive, nothing heard", aRegion().passive(), "passive"),
                row("passive, named once", aRegion().passive().hears(names("eu")), "passive"),
                row(
                        "passive, named twice",
                        aRegion().passive().hears(names("eu")).hears(names("eu")),
                        "T1 named",
                        Role.Promoting),
                row(
                        "passive, named, silence, named",
                        aRegion().passive().hears(names("eu")).hears(silent()).hears(names("eu")),
                        "T1 named",
                        Role.Promoting),
                row(
                        "passive, named twice, then silence",
                        aRegion()
                                .passive()
                                .paused()
                                .hears(names("eu"))
                                .hears(names("eu"))
                                .hears(silent())
                                .unpaused()
                                .ticks(),
                        "passive"),
                row(
                        "passive, named, the peer named, named",
                        aRegion()
                                .passive()
                                .hears(names("eu"))
                                .hears(names("us"))
                                .hears(names("eu")),
                        "passive"),
                row(
                        "passive, named once under a newer epoch",
                        aRegion().passive().hears(names("eu", 3)),
                        "T1 named",
                        Role.Promoting),
                row(
                        "passive, named once under the epoch that is stored",
                        aRegion()
                                .passive()
                                .paused()
                                .hears(names("eu", 3))
                                .stores()
                                .unpaused()
                                .ticks(),
                        "passive"),
                row("passive, the peer named", aRegion().passive().hears(names("us")), "passive"),
                row("passive, none named", aRegion().passive().hears(names("none")), "passive"),
                row("passive, silence", aRegion().passive().hears(silent()), "passive"),
                row(
                        "passive, named and paused",
                        aRegion().passive().paused().hears(names("eu")).hears(names("eu")),
                        "passive"),
                row(
                        "passive, the peer named under an epoch",
                        aRegion().passive().hears(names("us", 3)),
                        "accept epoch",
                        Role.Passive),
                row(
                        "passive, named and forced passive",
                        aRegion().passive().forcedPassive().hears(names("eu")),
                        "T8 forced passive"),
                row(
                        "passive, named and the peer forced active",
                        aRegion().passive().peerForcedActive().hears(names("eu")),
                        "T8 forced passive"),
                row(
                        "passive, the peer named and forced active",
                        aRegion().passive().forcedActive(4).hears(names("us")),
                        "T3a forced active",
                        Role.Active),
                row(
                        "passive, forced active with an outdated term",
                        aRegion().passive().forcedActive(3).hears(names("eu")),
                        "T3a forced active"),
                row(
                        "passive, never took part, and something runs",
                        aRegion().remembering(Memory.first()).finds(true),
                        "T9 found running",
                        Role.Frozen),
                row(
                        "passive, took part, and something runs: drift",
                        aRegion().passive().finds(true),
                        "passive"));
    }

    private static Stream<Row> promotingRows() {
        return Stream.of(
                row("promoting, named", aRegion().promoting("a1").hears(names("eu")), "promoting"),
                row(
                        "promoting, named, then silence",
                        aRegion().promoting("a1").hears(names("eu")).hears(silent()),
                        "promoting"),
                row(
                        "promoting, the peer named",
                        aRegion().promoting("a1").hears(names("us")),
                        "T2 attempt over",
                        Role.Passive),
                row(
                        "promoting, none named",
                        aRegion().promoting("a1").hears(names("none")),
                        "T2 attempt over",
                        Role.Passive),
                row(
                        "promoting, paused",
                        aRegion().promoting("a1").paused().hears(names("eu")),
                        "T2 attempt over",
                        Role.Passive),
                row(
                        "promoting, named under a newer epoch",
                        aRegion().promoting("a1").hears(names("eu", 7)),
                        "new streak",
                        Role.Promoting),
                row(
                        "promoting, acknowledged before the first survey",
                        aRegion().promoting("a1").hears(names("eu")).isAnsweredYes("a1"),
                        "promoting"),
                row(
                        "promoting, acknowledged",
                        aRegion()
                                .promoting("a1")
                                .hears(names("eu"))
                                .finds(false)
                                .isAnsweredYes("a1"),
                        "T3 acknowledged",
                        Role.Active),
                row(
                        "promoting, the document fences the peer",
                        aRegion().passive().hears(fences("eu", "us", 7)).stores(),
                        "T3a fenced",
                        Role.Active),
                row(
                        "promoting, forced passive",
                        aRegion().promoting("a1").forcedPassive().hears(names("eu")),
                        "T8 forced passive",
                        Role.Passive),
                row(
                        "promoting, forced active",
                        aRegion().promoting("a1").forcedActive(4).hears(names("eu")),
                        "T3a forced active",
                        Role.Active));
    }

    private static Stream<Row> activeRows() {
        return Stream.of(
                row("active, named", aRegion().active(4).hears(names("eu")), "active"),
                row("active, silence", aRegion().active(4).hears(silent()), "active"),
                row("active, once against", aRegion().active(4).hears(names("us")), "T5 against"),
                row(
                        "active, twice against",
                        aRegion().active(4).hears(names("us")).hears(names("us")),
                        "T5 against",
                        Role.Demoting),
                row(
                        "active, against, silence, against",
                        aRegion().active(4).hears(names("us")).hears(silent()).hears(names("us")),
                        "T5 against",
                        Role.Demoting),
                row(
                        "active, against, for, against",
                        aRegion()
                                .active(4)
                                .hears(names("us"))
                                .hears(names("eu"))
                                .hears(names("us")),
                        "T5 against"),
                row(
                        "active, once against under a newer epoch",
                        aRegion().active(4).hears(names("us", 9)),
                        "T5 against",
                        Role.Demoting),
                row(
                        "active, named under a newer epoch",
                        aRegion().active(4).hears(names("eu", 9)),
                        "accept epoch",
                        Role.Active),
                row(
                        "active, the peer active with a later term",
                        aRegion().active(4).sees(Role.Active, 5),
                        "T5e split brain",
                        Role.Demoting),
                row(
                        "active, the peer active with an earlier term",
                        aRegion().active(4).sees(Role.Active, 3),
                        "active"),
                row(
                        "active, the peer passive with a later term",
                        aRegion().active(4).sees(Role.Passive, 5),
                        "active"),
                row(
                        "active, against and forced active",
                        aRegion()
                                .active(4)
                                .forcedActive(4)
                                .ticks()
                                .stores()
                                .hears(names("us"))
                                .hears(names("us")),
                        "active"),
                row(
                        "active, forced passive",
                        aRegion().active(4).forcedPassive().hears(names("eu")),
                        "T8 forced passive",
                        Role.Demoting),
                row("active, paused", aRegion().active(4).paused().hears(names("eu")), "active"),
                row(
                        "active, a workload that isn't covered",
                        aRegion().active(4).finds(true, ARegion.SHOP),
                        "ask for coverage"),
                row(
                        "active, the peer proves it stopped",
                        aRegion().active(4).finds(true, ARegion.SHOP).isAnsweredYes("a0", ARegion.SHOP),
                        "widen coverage",
                        Role.Active));
    }

    private static Stream<Row> otherRows() {
        return Stream.of(
                row("demoting, named again", aRegion().demoting("d1").hears(names("eu")), "demoting"),
                row(
                        "demoting, forced active",
                        aRegion().demoting("d1").forcedActive(9).ticks(),
                        "demoting"),
                row(
                        "demoting, stopped",
                        aRegion().demoting("d1").receives(new Input.Stopped("d1", Coverage.NOTHING)),
                        "T6 stopped",
                        Role.Passive),
                row(
                        "demoting, another drain's stop",
                        aRegion().demoting("d1").receives(new Input.Stopped("d0", Coverage.NOTHING)),
                        "demoting"),
                row(
                        "frozen by a person, named",
                        aRegion()
                                .remembering(memory(Role.Frozen, 4, OptionalLong.empty(), ""))
                                .hears(names("eu")),
                        "frozen"),
                row(
                        "frozen by a person, forced passive",
                        aRegion()
                                .remembering(memory(Role.Frozen, 4, OptionalLong.empty(), ""))
                                .forcedPassive()
                                .ticks(),
                        "T8 forced passive",
                        Role.Demoting),
                row(
                        "frozen by a person, forced active",
                        aRegion()
                                .remembering(memory(Role.Frozen, 4, OptionalLong.empty(), ""))
                                .forcedActive(4)
                                .ticks(),
                        "T3a forced active",
                        Role.Active),
                row(
                        "leaving with Retain",
                        aRegion().active(4).leaving(Leaving.Retain).ticks(),
                        "leaving"),
                row(
                        "leaving with Drain, active",
                        aRegion().active(4).leaving(Leaving.Drain).ticks(),
                        "T8 forced passive",
                        Role.Demoting),
                row(
                        "leaving with Drain, passive",
                        aRegion().passive().leaving(Leaving.Drain).ticks(),
                        "T8 forced passive"),
                row("the record isn't read yet", aRegion().ticks(), "unread"),
                row(
                        "the record can't be interpreted",
                        aRegion().ticks().receives(new Input.Uninterpretable("version 9")),
                        "T7 uninterpretable"),
                row(
                        "a write is under way",
                        aRegion()
                                .passive()
                                .hears(names("eu"))
                                .hears(names("eu"))
                                .ticks(),
                        "storing"),
                row(
                        "no record, before the first survey",
                        aRegion().startsWith(java.util.Optional.empty()),
                        "T9 no record"),
                row(
                        "observing",
                        aRegion().passive().observing().hears(names("eu")).hears(names("eu")),
                        "observing"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRuleDecidesWhatItIsFor(Row row) {
        assertThat(row.region().rule()).isEqualTo(row.rule());
        var store = row.region().effect(Effect.Store.class);
        if (row.stores() == Role.Unknown) {
            assertThat(store).isEmpty();
        } else {
            assertThat(store.orElseThrow().memory().role()).isEqualTo(row.stores());
        }
    }

    @Test
    void everyStandingSaysSomething() {
        assertThat(rows().map(row -> row.region().step().standing()))
                .allSatisfy(standing -> assertThat(standing.message()).isNotBlank());
        assertThat(aRegion().passive().forcedActive(3).ticks().step().standing().reason())
                .isEqualTo(Reason.OverrideOutdated);
    }
}
