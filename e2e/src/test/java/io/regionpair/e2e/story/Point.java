package io.regionpair.e2e.story;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A point of a switch at which an operator of eu falls asleep, and what it tries when it wakes up in a region that has stopped since.
 */
enum Point {
    BEFORE_STORE_DEMOTING(Way.AWAY, Late.RECORD),
    AFTER_STORE_DEMOTING(Way.AWAY, Late.RECORD),
    BEFORE_LOWER(Way.AWAY, Late.RECORD),
    AFTER_LOWER(Way.AWAY, Late.RECORD),
    BEFORE_STORE_PASSIVE(Way.AWAY, Late.RECORD),
    AFTER_STORE_PASSIVE(Way.AWAY, null),
    BEFORE_MARK(Way.ANSWERING, null),
    BEFORE_GRANT(Way.ANSWERING, Late.RECORD),
    AFTER_GRANT(Way.ANSWERING, null),
    BEFORE_STORE_PROMOTING(Way.COMING, Late.RECORD),
    AFTER_STORE_PROMOTING(Way.COMING, Late.RECORD),
    BEFORE_STORE_ACTIVE(Way.COMING, Late.RECORD),
    AFTER_STORE_ACTIVE(Way.COMING, Late.RECORD),
    AFTER_CONFIRM_FOR_THE_FENCE(Way.COMING, Late.FENCE),
    AFTER_CONFIRM(Way.COMING, Late.RAISE),
    BEFORE_RAISE(Way.COMING, Late.RAISE),
    AFTER_RAISE(Way.COMING, Late.RECORD);

    /** What eu is doing. */
    enum Way {
        /** It loses the active role. */
        AWAY,
        /** The same, and the one that sleeps is the one that us asks. */
        ANSWERING,
        /** It gets the active role, and loses it again while the one sleeps. */
        COMING
    }

    /** What the API server has to refuse, as the audit log spells it. */
    enum Late {
        RECORD("update regionrecords"),
        FENCE("update regionfences"),
        RAISE("patch deployments/scale");

        private final String operation;

        Late(String operation) {
            this.operation = operation;
        }

        String operation() {
            return operation;
        }
    }

    private final Way way;
    private final @Nullable Late late;

    Point(Way way, @Nullable Late late) {
        this.way = way;
        this.late = late;
    }

    Way way() {
        return way;
    }

    /** Absent: it has nothing left to send. */
    @Nullable
    Late late() {
        return late;
    }

    /**
     * What may land, late as it is, because it can start nothing. The fence is closed. A workload that is off is marked, or turned off once
     * more. The question of us is answered once more. And one that heard of its region before it slept may, after the refusal, begin an
     * attempt with that, which it gives up at its next poll; a term is minted by who becomes active only, and the story compares terms.
     */
    Set<String> harmless() {
        return switch (way) {
            case AWAY ->
                this == BEFORE_LOWER
                        ? Set.of("patch regionfences", "patch deployments", "patch deployments/scale")
                        : Set.of("patch regionfences", "patch deployments");
            case ANSWERING, COMING -> Set.of("patch regionfences", "patch deployments", "update regionrecords");
        };
    }

    /** As the breakpoint agent calls it. */
    String step() {
        var words = name().split("_", 3);
        var when = words[0].toLowerCase(Locale.ROOT);
        return switch (words[1]) {
            case "STORE" -> when + " store " + capitalized(words[2]);
            case "CONFIRM", "GRANT" -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
            default -> when + " " + capitalized(words[1]);
        };
    }

    private static String capitalized(String word) {
        return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }
}
