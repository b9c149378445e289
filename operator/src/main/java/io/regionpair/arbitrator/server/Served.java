package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.Document;
import io.regionpair.ops.PreparedAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document, since when it is known to be what the source says, and the answers that follow from both. Safe for any thread. */
final class Served {

    private static final String JSON = "application/json";

    private final PairDocument document;
    private final Instant asOf;
    private final String revision;
    private final byte[] whole;
    private final byte[] twoFields;
    private final String longPoll;
    private volatile @Nullable Answers answers;

    /** All answers of one age. */
    private record Answers(
            long age, PreparedAnswer whole, PreparedAnswer twoFields, PreparedAnswer active, PreparedAnswer same) {}

    Served(PairDocument document, Instant asOf, Duration maxWait) {
        this.document = document;
        this.asOf = asOf;
        this.revision = document.revision();
        this.whole = document.whole(asOf);
        this.twoFields = document.twoFields();
        this.longPoll = Long.toString(maxWait.toSeconds());
    }

    PairDocument document() {
        return document;
    }

    Instant asOf() {
        return asOf;
    }

    String revision() {
        return revision;
    }

    /** {@code /v1/pairs/{pair}}. */
    PreparedAnswer whole(Instant now) {
        return at(now).whole();
    }

    /** {@code /}. */
    PreparedAnswer twoFields(Instant now) {
        return at(now).twoFields();
    }

    /** {@code /v1/pairs/{pair}/regions/{region}} of the active one. */
    PreparedAnswer active(Instant now) {
        return at(now).active();
    }

    /** The client has it already. */
    PreparedAnswer same(Instant now) {
        return at(now).same();
    }

    private Answers at(Instant now) {
        var age = Math.max(0, Duration.between(asOf, now).toSeconds());
        var last = answers;
        if (last != null && last.age() == age) {
            return last;
        }
        var made = answers(age);
        answers = made;
        return made;
    }

    private Answers answers(long age) {
        var plain = Map.of("Age", Long.toString(age), "Cache-Control", "no-store", "ETag", "\"" + revision + "\"");
        var polled = new HashMap<>(plain);
        polled.put(Document.LONG_POLL_HEADER, longPoll);
        return new Answers(
                age,
                PreparedAnswer.of(200, JSON, polled, whole),
                PreparedAnswer.of(200, JSON, plain, twoFields),
                PreparedAnswer.text(200, plain, "active\n"),
                PreparedAnswer.withoutBody(304, polled));
    }
}
