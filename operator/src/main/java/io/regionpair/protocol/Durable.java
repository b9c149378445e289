package io.regionpair.protocol;

import java.util.Optional;

/** What this process knows of the stored record. */
public sealed interface Durable {

    /**
     * It has to be read (again): at the start, and whenever a write may or may not have arrived. There is no role until then.
     *
     * @param before what it said when it was last known
     * @param asked a read is under way
     * @param overtaken the record changed since that read was sent, so its result may be older than the change
     */
    record Unread(Optional<Memory> before, boolean asked, boolean overtaken, String trouble) implements Durable {

        static Unread because(Optional<Memory> before, String trouble) {
            return new Unread(before, false, false, trouble);
        }

        Unread beingRead() {
            return new Unread(before, true, false, "");
        }

        Unread overtakenByChange() {
            return new Unread(before, asked, asked, trouble);
        }
    }

    /** There is none. */
    record Missing() implements Durable {}

    /** It is there, and this version can't tell what it means. */
    record Uninterpretable(String detail) implements Durable {}

    /** It says this. */
    record Known(Memory memory) implements Durable {}

    /**
     * It says {@code from} (nothing: absent) and {@code to} was sent; nothing else happens until the answer.
     *
     * @param overtaken a change was reported meanwhile: this write, or one that came after it and before its answer
     */
    record Storing(Optional<Memory> from, Memory to, boolean overtaken) implements Durable {

        static Storing of(Optional<Memory> from, Memory to) {
            return new Storing(from, to, false);
        }

        Storing overtakenByChange() {
            return new Storing(from, to, true);
        }
    }

    /** The last thing that the API server confirmed. */
    default Optional<Memory> confirmed() {
        return switch (this) {
            case Unread unread -> unread.before();
            case Missing _, Uninterpretable _ -> Optional.empty();
            case Known known -> Optional.of(known.memory());
            case Storing storing -> storing.from();
        };
    }
}
