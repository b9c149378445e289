package io.regionpair.cli;

/**
 * What came of {@code arbitrator set}.
 *
 * @param line for people
 */
public record SetOutcome(Kind kind, String line) {

    /** Each with a status of its own, for pipelines. */
    public enum Kind {
        /** The document says what was wanted, whether it had to be changed or not. */
        DONE(0),
        /** Nothing was changed: it can't be said, or etcd can't be asked. */
        REFUSED(1),
        /** Nothing was changed: the document is another one than the person had in mind, or somebody was faster. */
        OUTRUN(3),
        /** etcd was lost in the middle. */
        IN_DOUBT(4);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
