package io.regionpair.arbitrator.server;

import io.regionpair.ops.Heartbeat;
import io.regionpair.ops.LogKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is published in step with the source. What the source says is published when it is valid and may follow what was given
 * before; otherwise the last good document stays, its age grows, and it is said what is wrong.
 */
final class Keeper {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    /** A remote source's time-out and its interval are shorter together. A thread that is silent for longer hangs in a file system. */
    static final Duration SIGN_OF_LIFE = Duration.ofMinutes(2);

    private final DocumentSource source;
    private final Pairs pairs;
    private final WaitingRoom room;
    private final Optional<LastGiven> lastGiven;
    private final InstantSource clock;
    private final Duration maxWait;
    private final Heartbeat heartbeat;
    private volatile Optional<String> sourceTrouble = Optional.empty();
    private volatile Optional<String> memoryTrouble = Optional.empty();
    private List<String> strays = List.of();

    /**
     * Has read nothing yet.
     *
     * @param lastGiven absent: nothing outlives this process
     * @param nanos a monotonic clock, for the sign of life
     * @param maxWait of long polls, which answers announce
     */
    Keeper(
            DocumentSource source,
            Pairs pairs,
            WaitingRoom room,
            Optional<LastGiven> lastGiven,
            InstantSource clock,
            LongSupplier nanos,
            Duration maxWait) {
        this.source = source;
        this.pairs = pairs;
        this.room = room;
        this.lastGiven = lastGiven;
        this.clock = clock;
        this.maxWait = maxWait;
        this.heartbeat = new Heartbeat(nanos, SIGN_OF_LIFE);
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Why the source can't be asked; absent when it could be the last time. */
    Optional<String> sourceTrouble() {
        return sourceTrouble;
    }

    /** Why what was given can't be kept for the next start; absent when it was. */
    Optional<String> memoryTrouble() {
        return memoryTrouble;
    }

    /**
     * Publishes what was given before the restart, with the age that it has by now. To be called once, before the first {@link #look}.
     *
     * @throws IOException when that can't be read
     */
    void remember() throws IOException {
        if (lastGiven.isEmpty()) {
            return;
        }
        for (var entry : lastGiven.get().read().entrySet()) {
            var given = entry.getValue();
            var pair = pairs.of(entry.getKey());
            pair.learnRegions(given.regions());
            pair.serve(new Served(given.document(), given.asOf(), maxWait));
        }
    }

    /** Looks at the source again and again, until the thread is interrupted. */
    void run() {
        try {
            while (true) {
                source.awaitChange(source.interval());
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the source once. */
    void look() throws InterruptedException {
        heartbeat.beat();
        var at = clock.instant();
        try {
            var reading = source.read();
            setSourceTrouble(Optional.empty());
            setStrays(reading.strays());
            for (var entry : reading.pairs().entrySet()) {
                consider(pairs.of(entry.getKey()), entry.getValue(), at);
            }
            pairs.all().stream()
                    .filter(pair -> !reading.pairs().containsKey(pair.name()))
                    .forEach(pair -> complain(pair, source.name() + " has no document of it any more"));
        } catch (SourceUnavailableException e) {
            setSourceTrouble(Optional.ofNullable(e.getMessage()));
        } catch (RuntimeException e) {
            // Not caught, nothing would ever be read again, and old answers would go on being given.
            log.atError().addKeyValue(LogKeys.SOURCE, source.name()).setCause(e).log("A look at the source failed");
            setSourceTrouble(
                    Optional.of("the look at it failed (" + e.getClass().getSimpleName() + ")"));
        }
    }

    private void consider(Pair pair, Finding finding, Instant at) throws InterruptedException {
        switch (finding) {
            case Finding.Unsettled() -> {}
            case Finding.Unreadable(var where, var detail) -> complain(pair, where + ": " + detail);
            case Finding.Candidate candidate -> {
                try {
                    take(pair, judged(pair, candidate), at);
                } catch (UnfitException e) {
                    complain(pair, candidate.where() + ": " + e.sentence());
                }
            }
        }
    }

    private static PairDocument judged(Pair pair, Finding.Candidate candidate) throws UnfitException {
        var document = CandidateReader.read(candidate, pair.regions());
        var objection = pair.served().flatMap(before -> Succession.objection(before.document(), document));
        if (objection.isPresent()) {
            throw new UnfitException(objection.get());
        }
        return document;
    }

    private void take(Pair pair, PairDocument document, Instant at) throws InterruptedException {
        if (pair.setTrouble(Optional.empty())) {
            log.atInfo().addKeyValue(LogKeys.PAIR, pair.name()).log("The document is valid again");
        }
        var before = pair.served();
        if (before.isPresent() && before.get().document().equals(document)) {
            pair.serve(new Served(document, at, maxWait));
            return;
        }
        pair.learnRegions(document.regions());
        keep(pair, document, at);
        var served = new Served(document, at, maxWait);
        pair.serve(served);
        room.release(pair);
        log.atInfo()
                .addKeyValue(LogKeys.PAIR, pair.name())
                .addKeyValue(LogKeys.ACTIVE, document.active())
                .addKeyValue(
                        LogKeys.EPOCH,
                        document.epoch().isPresent() ? document.epoch().getAsLong() : "none")
                .addKeyValue(LogKeys.REVISION, served.revision())
                .log("A new document is served");
    }

    // A disk that is full must not hold a failover: the document is served, and the next start reads the source first.
    private void keep(Pair pair, PairDocument document, Instant at) {
        if (lastGiven.isEmpty()) {
            return;
        }
        try {
            lastGiven.get().write(pair.name(), new LastGiven.Given(document, pair.regions(), at));
            memoryTrouble = Optional.empty();
        } catch (IOException e) {
            memoryTrouble = Optional.of("it can't be written (" + e.getClass().getSimpleName() + ")");
            log.atError()
                    .addKeyValue(LogKeys.PAIR, pair.name())
                    .setCause(e)
                    .log("What is served can't be kept for the next start");
        }
    }

    private void complain(Pair pair, String sentence) {
        if (pair.setTrouble(Optional.of(sentence))) {
            pair.countRejected();
            log.atError()
                    .addKeyValue(LogKeys.PAIR, pair.name())
                    .addKeyValue(LogKeys.DETAIL, sentence)
                    .addKeyValue(
                            LogKeys.REVISION,
                            pair.served().map(Served::revision).orElse("none"))
                    .log("A document is refused, the last good one stays");
        }
    }

    private void setSourceTrouble(Optional<String> sentence) {
        if (!sourceTrouble.equals(sentence)) {
            sourceTrouble = sentence;
            log.atLevel(sentence.isPresent() ? org.slf4j.event.Level.ERROR : org.slf4j.event.Level.INFO)
                    .addKeyValue(LogKeys.SOURCE, source.name())
                    .addKeyValue(LogKeys.DETAIL, sentence.orElse("it can be read again"))
                    .log("The source of the documents");
        }
    }

    private void setStrays(List<String> sentences) {
        if (!strays.equals(sentences)) {
            strays = sentences;
            sentences.forEach(sentence -> log.atWarn()
                    .addKeyValue(LogKeys.SOURCE, source.name())
                    .addKeyValue(LogKeys.DETAIL, sentence)
                    .log("A file is left alone"));
        }
    }
}
