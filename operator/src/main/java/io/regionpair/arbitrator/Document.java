package io.regionpair.arbitrator;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The arbitrator's document, judged: {@code {"active":"us","secondary":"eu","epoch":8,"asOf":"…","fenced":{…}}}.
 *
 * <p>Everything that can be told from the text alone is judged here. Whether the epoch is old, or missing where one is needed,
 * takes the stored epoch and is judged by the protocol.
 */
public sealed interface Document {

    /** Longer documents are refused unread. A hundred times what the fields need, and small enough to hold many of. */
    int MAX_BYTES = 16 * 1024;

    /**
     * How far {@code asOf} may lie ahead of our clock. Two hosts with working time service differ by milliseconds, with a poor one by
     * seconds. At a tenth of this, ordinary clock differences would refuse good answers; at ten times this, an arbitrator whose clock
     * is ahead could serve answers that are nearly a minute staler than {@code maxAge} promises.
     */
    Duration AS_OF_AHEAD = Duration.ofSeconds(5);

    /** The header by which the server announces that a request may wait for the next document, with the longest wait in seconds. */
    String LONG_POLL_HEADER = "RegionPair-Long-Poll";

    /** A longer revision goes into no request: it is as if there were none. A hash in hexadecimal takes 64. */
    int MAX_REVISION = 128;

    /**
     * A document that may be acted upon.
     *
     * @param active one of the two regions, or {@link Answer#NONE}
     * @param epoch absent in a two-field document
     * @param fenced present only when it was made for exactly this document's epoch; any other assertion counts for nothing
     * @param asOf when the answering instance last knew its source to be current
     * @param revision what the server calls this version of the document; to be compared for being different, and for nothing else
     */
    record Valid(
            String active,
            OptionalLong epoch,
            Optional<Answer.Fenced> fenced,
            Optional<Instant> asOf,
            Optional<String> revision)
            implements Document {}

    /**
     * A text from which nothing may be concluded.
     *
     * @param detail one sentence for people, the same for every reading of the same text (no ages, no clock)
     */
    record Rejected(Reason reason, String detail) implements Document {}

    /**
     * Judges a text. Never throws for any content.
     *
     * <p>Region ids are compared exactly, case included: {@code EU} is not {@code eu}. An id is a name in two clusters' manifests, and a
     * spelling that only one reader accepts is a disagreement. Fields other than {@code active} may be absent or null. Next to
     * {@code "active":"none"} the secondary may be either region. Nothing is decided by {@code revision}, so whatever is wrong with it
     * makes it absent and the document no worse.
     *
     * @param regions the pair's two region ids
     * @param maxAge how old {@code asOf} may be, difference of clocks included
     */
    static Document read(byte[] text, List<String> regions, Duration maxAge, Instant now) {
        return new DocumentReader(regions, maxAge, now, true).read(text);
    }

    /** As {@link #read}, and looks at neither {@code epoch} nor {@code fenced}, whatever they contain. */
    static Document readWithoutEpoch(byte[] text, List<String> regions, Duration maxAge, Instant now) {
        return new DocumentReader(regions, maxAge, now, false).read(text);
    }
}
