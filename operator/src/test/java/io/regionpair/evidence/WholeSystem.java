package io.regionpair.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What came of the tests on control planes. */
final class WholeSystem {

    private WholeSystem() {}

    static String figure(Path summary) throws IOException {
        if (!Files.exists(summary)) {
            return "not run";
        }
        var text = Files.readString(summary);
        return "%s run, %s failed, %s left for e2e/all"
                .formatted(
                        number(text, "completed"),
                        Integer.parseInt(number(text, "failures")) + Integer.parseInt(number(text, "errors")),
                        number(text, "skipped"));
    }

    private static String number(String text, String element) {
        var found =
                Pattern.compile("<" + element + ">([0-9]+)</" + element + ">").matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + element + " in the summary of the whole-system tests");
        }
        return found.group(1);
    }
}
