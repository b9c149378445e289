package io.regionpair.arbitrator.server;

import java.util.OptionalLong;

/** What a source has for one pair. */
sealed interface Finding {

    /** How a text is to be read. */
    enum Format {
        JSON,
        YAML
    }

    /**
     * A text that nobody has judged yet.
     *
     * @param where for people: the file, the commit, the key
     * @param epoch what the source itself counted; a text that has an epoch of its own must have this one
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Candidate(String where, byte[] text, Format format, OptionalLong epoch) implements Finding {
        Candidate(String where, byte[] text, Format format) {
            this(where, text, format, OptionalLong.empty());
        }
    }

    /** There is something, and it can't be read. */
    record Unreadable(String where, String detail) implements Finding {}

    /** It is being written right now: nothing may be concluded, and a moment later it can be read. */
    record Unsettled() implements Finding {}
}
