package io.regionpair.arbitrator.server;

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
     * @param where for people: the file, the key
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Candidate(String where, byte[] text, Format format) implements Finding {}

    /** There is something, and it can't be read. */
    record Unreadable(String where, String detail) implements Finding {}

    /** It is being written right now: nothing may be concluded, and a moment later it can be read. */
    record Unsettled() implements Finding {}
}
