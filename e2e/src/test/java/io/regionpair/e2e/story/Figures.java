package io.regionpair.e2e.story;

import java.util.Locale;

/** What stories measure, printed so that {@code e2e/all} finds it for its report. */
final class Figures {

    private Figures() {}

    /** One line or several. */
    static void print(String format, Object... values) {
        String.format(Locale.ROOT, format, values).lines().forEach(line -> System.out.println("figure: " + line));
    }
}
