package io.regionpair.protocol.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordRelationTest {

    private static final Stored PASSIVE = Stored.NONE.become("Passive", "");
    private static final Stored PROMOTING = PASSIVE.become("Promoting", "a1");
    private static final Stored ACTIVE = PROMOTING.active(2, false, Map.of("shop/web", "hash"), false);
    private static final Stored DEMOTING = ACTIVE.become("Demoting", "a2");

    @Test
    void aSwitchAndTheWayBackAreAllowed() {
        var relation = new RecordRelation(true);

        assertThat(relation.rulesFor(Stored.NONE, PASSIVE)).containsExactly("T9 no record");
        assertThat(relation.rulesFor(PASSIVE, PROMOTING)).containsExactly("T1 named");
        assertThat(relation.rulesFor(PROMOTING, ACTIVE)).containsExactly("T3 acknowledged");
        assertThat(relation.rulesFor(ACTIVE, DEMOTING)).containsExactly("T8 forced passive", "T5 against");
        assertThat(relation.rulesFor(DEMOTING, DEMOTING.become("Passive", ""))).containsExactly("T6 stopped");
        assertThat(relation.rulesFor(
                        DEMOTING.become("Passive", ""),
                        DEMOTING.become("Passive", "").granting("b1")))
                .containsExactly("yes");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("active without an attempt", PASSIVE, PASSIVE.active(2, false, Map.of(), false)),
                Arguments.of(
                        "active again without a drain's end", DEMOTING, DEMOTING.active(4, false, Map.of(), false)),
                Arguments.of("a drain is broken off", DEMOTING, DEMOTING.become("Promoting", "a3")),
                Arguments.of(
                        "everything is covered by a mere yes", PROMOTING, PROMOTING.active(2, true, Map.of(), false)),
                Arguments.of("the peer's terms", PROMOTING, PROMOTING.active(3, false, Map.of(), false)),
                Arguments.of("the term is taken back", ACTIVE, DEMOTING.withTerm(0)),
                Arguments.of("the epoch is taken back", PASSIVE.withEpoch(3), PROMOTING.withEpoch(2)),
                Arguments.of(
                        "the epoch is stored and the drain isn't under its own mark",
                        ACTIVE,
                        ACTIVE.become("Demoting", "a1").withEpoch(2)),
                Arguments.of("the attempt of before", PASSIVE, PROMOTING.become("Promoting", "used")),
                Arguments.of(
                        "a drain ends beside a lost pod",
                        DEMOTING.losing(Set.of("uid")),
                        DEMOTING.become("Passive", "").losing(Set.of("uid"))),
                Arguments.of("a lost pod is forgotten on the way", ACTIVE.losing(Set.of("uid")), DEMOTING),
                Arguments.of(
                        "a yes beside a lost pod",
                        PASSIVE.losing(Set.of("uid")),
                        PASSIVE.losing(Set.of("uid")).granting("b1")),
                Arguments.of("a yes while promoting", PROMOTING, PROMOTING.granting("b1")),
                Arguments.of("a yes is forgotten", PASSIVE.granting("b1"), PROMOTING),
                Arguments.of("less is covered", ACTIVE, ACTIVE.active(2, false, Map.of(), false)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void noRuleLeadsThere(String mistake, Stored was, Stored is) {
        var relation = new RecordRelation(true);
        List.of("used", "a1").forEach(nonce -> relation.rulesFor(Stored.NONE, PASSIVE.become("Promoting", nonce)));

        assertThat(relation.rulesFor(was, is)).as(mistake).isEmpty();
    }
}
