package io.regionpair.protocol.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The action relation of {@code Records.tla} on what one region stores, rule by rule and under the same names. A write of a record is
 * allowed if one of the rules leads from what was stored to what is stored. Remembers the nonces that were used.
 */
final class RecordRelation {

    /** One action of the model that stores. */
    record Rule(String name, BiPredicate<Stored, Stored> allows) {}

    /** {@code SayYes} in the model; in the code it isn't one of the rules, since any process answers. */
    static final String YES = "yes";

    private final int parity;
    private final Set<String> used = new HashSet<>();
    private final List<Rule> rules = List.of(
            new Rule("lost pods", RecordRelation::lostPods),
            new Rule(
                    "T5e split brain",
                    (was, is) -> (was.is("Active") || (was.is("Frozen") && was.tookPart()))
                            && isDrain(was, is)
                            && is.term() > was.term()),
            new Rule("T8 forced passive", this::forcedPassive),
            new Rule("T9 no record", (was, is) -> was.equals(Stored.NONE) && (isPassive(was, is) || isFrozen(was, is))),
            new Rule("T9 found running", (was, is) -> was.is("Passive") && was.isUntouched() && isFrozen(was, is)),
            new Rule("T9 restored", (was, is) -> was.is("Active") && isFrozen(was, is)),
            new Rule("T6 stopped", (was, is) -> was.is("Demoting") && was.lost().isEmpty() && isPassive(was, is)),
            new Rule(
                    "demoting", (was, is) -> was.is("Demoting") && was.attempt().isEmpty() && isDrain(was, is)),
            new Rule(
                    "frozen",
                    (was, is) -> was.is("Frozen")
                            && (isPassive(was, is)
                                    || isDrainOfFrozen(was, is)
                                    || isFrozen(was, is)
                                    || isByYes(was, is)
                                    || isByWord(was, is))),
            new Rule(
                    "T3a forced active",
                    (was, is) -> !was.is("Demoting") && !was.is("None") && (isByWord(was, is) || coversAll(was, is))),
            new Rule("T5 against", (was, is) -> was.is("Active") && isDrain(was, is)),
            new Rule("T2 attempt over", (was, is) -> was.is("Promoting") && isPassive(was, is)),
            new Rule("new streak", (was, is) -> was.is("Promoting") && is.epoch() > was.epoch() && isAttempt(was, is)),
            new Rule("T3 acknowledged", (was, is) -> was.is("Promoting") && isByYes(was, is)),
            new Rule("T3a fenced", (was, is) -> was.is("Promoting") && isByWord(was, is)),
            new Rule("T1 named", (was, is) -> was.is("Passive") && isAttempt(was, is)),
            new Rule(YES, RecordRelation::saysYes),
            new Rule(
                    "accept epoch",
                    (was, is) -> (was.is("Passive") || was.is("Active")) && is.epoch() > was.epoch() && isBut(is, was)),
            new Rule("widen coverage", (was, is) -> widensCoverage(was, is) || coversAll(was, is)));

    /**
     * For one region.
     *
     * @param first its name sorts before the peer's, so its terms are even
     */
    RecordRelation(boolean first) {
        this.parity = first ? 0 : 1;
    }

    /** The names of the rules that may have led from the one to the other; to be called once for each write, in their order. */
    List<String> rulesFor(Stored was, Stored is) {
        var names = rules.stream()
                .filter(rule -> rule.allows().test(was, is))
                .map(Rule::name)
                .toList();
        used.add(is.attempt());
        return names;
    }

    List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    private static boolean lostPods(Stored was, Stored is) {
        return !was.is("None") && !is.lost().equals(was.lost()) && is.equals(was.losing(is.lost()));
    }

    private boolean forcedPassive(Stored was, Stored is) {
        return switch (was.role()) {
            case "Active", "Frozen" -> isDrain(was, is);
            case "Promoting" -> isPassive(was, is);
            case "Passive" -> was.isUntouched() && isDrain(was, is);
            default -> false;
        };
    }

    /** With no lost pod, and the question's epoch comes along. */
    private static boolean saysYes(Stored was, Stored is) {
        return was.is("Passive")
                && was.lost().isEmpty()
                && !is.granted().isEmpty()
                && isBut(is, was.granting(is.granted()));
    }

    private static boolean widensCoverage(Stored was, Stored is) {
        return was.is("Active")
                && is.covered().keySet().containsAll(was.covered().keySet())
                && isBut(is, was.active(was.term(), was.all(), is.covered(), was.asserted()));
    }

    private static boolean coversAll(Stored was, Stored is) {
        return was.is("Active") && isBut(is, was.active(was.term(), true, Map.of(), true));
    }

    private static boolean isPassive(Stored was, Stored is) {
        return isBut(is, was.become("Passive", ""));
    }

    private boolean isAttempt(Stored was, Stored is) {
        return isFresh(is)
                && is.term() >= was.term()
                && isBut(is, was.become("Promoting", is.attempt()).withTerm(is.term()));
    }

    private boolean isDrain(Stored was, Stored is) {
        return isFresh(is)
                && is.term() >= was.term()
                && isBut(is, was.become("Demoting", is.attempt()).withTerm(is.term()));
    }

    private boolean isDrainOfFrozen(Stored was, Stored is) {
        return was.tookPart() && isDrain(was, is);
    }

    private boolean isFrozen(Stored was, Stored is) {
        return isFresh(is) && isBut(is, was.become("Frozen", is.attempt()));
    }

    private boolean isByYes(Stored was, Stored is) {
        return !is.attempt().isEmpty()
                && isNewTerm(was, is)
                && isBut(is, was.active(is.term(), false, is.covered(), false));
    }

    private boolean isByWord(Stored was, Stored is) {
        return isNewTerm(was, is) && isBut(is, was.active(is.term(), true, Map.of(), true));
    }

    private boolean isNewTerm(Stored was, Stored is) {
        return is.term() > was.term() && is.term() % 2 == parity;
    }

    private boolean isFresh(Stored is) {
        return !is.attempt().isEmpty() && !used.contains(is.attempt());
    }

    /** As expected, and a newer epoch may have been accepted in the same write. */
    private static boolean isBut(Stored is, Stored expected) {
        return is.epoch() >= expected.epoch() && is.equals(expected.withEpoch(is.epoch()));
    }
}
