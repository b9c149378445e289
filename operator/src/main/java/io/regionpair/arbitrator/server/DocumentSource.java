package io.regionpair.arbitrator.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Where documents come from. Used by one thread, which reads and waits in turns. */
interface DocumentSource extends AutoCloseable {

    /** What a pair can be called. */
    Pattern PAIR = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /**
     * Everything that the source has at one moment.
     *
     * @param pairs by name; one that is missing has no document in the source
     * @param strays what else lies there and was surely meant to be a document, a sentence each
     */
    record Reading(SortedMap<String, Finding> pairs, List<String> strays) {
        Reading(Map<String, Finding> pairs, List<String> strays) {
            this(new TreeMap<>(pairs), List.copyOf(strays));
        }
    }

    /** For people, such as the folder or the repository. */
    String name();

    /**
     * Asks the source itself, nothing that was kept from before.
     *
     * @throws SourceUnavailableException when it can't be asked; what it said before isn't known to be current any more
     */
    Reading read() throws SourceUnavailableException, InterruptedException;

    /**
     * From one look at the source to the next when nothing tells of a change: by so much {@code asOf} lags. For a folder, a tenth of it
     * would read files ten times a second for nobody, ten times it would take a sixth of the age that operators accept by default.
     */
    default Duration interval() {
        return Duration.ofSeconds(1);
    }

    /** Returns as soon as something may have changed, and after this time anyway. */
    void awaitChange(Duration atMost) throws InterruptedException;

    @Override
    void close();
}
