package io.regionpair.protocol;

import io.regionpair.api.Reason;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one response (or the lack of one) of one arbitrator endpoint said. Everything that can be told from the response alone is
 * judged before it becomes an answer; what needs the stored epoch is judged by the protocol.
 */
public sealed interface Answer {

    /** The endpoint's URL as configured. */
    String endpoint();

    /** The arbitrator's word for "no region is active". */
    String NONE = "none";

    /**
     * A well-formed, fresh document.
     *
     * @param active the region that the document names, one of the pair's two, or {@link #NONE}
     * @param epoch the document's epoch; absent in a two-field document
     * @param fenced the assertion that a region's processes are gone, when the document carries one
     */
    record Names(String endpoint, String active, OptionalLong epoch, Optional<Fenced> fenced) implements Answer {}

    /** Something answered, but nothing may be concluded from it: not JSON, unknown region, too old, too large. */
    record Invalid(String endpoint, Reason reason, String detail) implements Answer {}

    /** No usable response: connection, TLS, time-out, or a status other than 200. */
    record Unreachable(String endpoint, Reason reason, String detail) implements Answer {}

    /** The processes of {@code region} are gone, asserted for exactly {@code epoch}. */
    record Fenced(String region, long epoch) {}
}
