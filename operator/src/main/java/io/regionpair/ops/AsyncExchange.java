package io.regionpair.ops;

import java.util.Optional;

/** One request that waits for its answer. Its body, if it has one, is never read. */
public interface AsyncExchange {

    String method();

    /** As it was sent, percent-encoding included, without query. */
    String path();

    /** As it was sent, without the question mark; empty: none. */
    String query();

    /** The first field of that name. */
    Optional<String> header(String name);

    /** The answer will take a while: the connection isn't cut for being silent until then. */
    void park();

    /** Sends it, from any thread. The first answer counts, further ones are ignored. */
    void answer(PreparedAnswer answer);
}
