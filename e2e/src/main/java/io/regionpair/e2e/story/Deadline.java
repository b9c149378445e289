package io.regionpair.e2e.story;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Waiting that ends: with what was awaited, or with a failure that says what was seen last. */
final class Deadline {

    private Deadline() {}

    /**
     * @param missing sentences about what isn't as awaited; empty when all is. A question that fails counts as a sentence, because
     *     stories take API servers away
     */
    static void until(String what, Duration limit, Supplier<List<String>> missing) {
        await(what)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    var seen = ask(missing);
                    if (!seen.isEmpty()) {
                        throw new AssertionError("still not after " + limit.toSeconds() + " s: " + what + "\n  "
                                + String.join("\n  ", seen));
                    }
                });
    }

    private static List<String> ask(Supplier<List<String>> missing) {
        try {
            return missing.get();
        } catch (RuntimeException noAnswer) {
            return List.of(noAnswer.toString());
        }
    }
}
