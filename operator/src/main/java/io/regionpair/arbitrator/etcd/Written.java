package io.regionpair.arbitrator.etcd;

import java.util.Optional;

/** What came of a write onto a revision. */
public sealed interface Written {

    /** It is done. */
    record Done() implements Written {}

    /**
     * The key had been written since; nothing was changed by the try that found this.
     *
     * @param found what it is now; absent: there is no such key
     * @param afterDoubt an earlier try of the same write got no answer, so that the write that came in between may be our own
     */
    record Outrun(Optional<Entry> found, boolean afterDoubt) implements Written {}
}
