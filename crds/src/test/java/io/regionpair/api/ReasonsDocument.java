package io.regionpair.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code docs/reasons.md}. */
final class ReasonsDocument {

    private ReasonsDocument() {}

    static String text() {
        var conditions = Arrays.stream(ConditionType.values())
                .map(type -> row(type.name(), type.meaning()))
                .collect(Collectors.joining());
        var reasons = Arrays.stream(Reason.values())
                .map(reason -> row(reason.name(), reason.meaning()))
                .collect(Collectors.joining());
        return """
                <!-- Generated from the enums ConditionType and Reason; don't edit. -->
                # Conditions and reasons

                ## Conditions

                A RegionPair has all of these; a RegionComponent has the first three.

                | condition | means |
                | --- | --- |
                %s
                ## Reasons

                The words that stand in conditions, events, `status.waitingFor.what` and logs. They are stable: tools may compare them.

                | reason | means |
                | --- | --- |
                %s""".formatted(conditions, reasons);
    }

    private static String row(String word, String meaning) {
        return "| `%s` | %s |%n".formatted(word, meaning.replace("|", "\\|"));
    }
}
