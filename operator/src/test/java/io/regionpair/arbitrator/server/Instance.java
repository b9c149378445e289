package io.regionpair.arbitrator.server;

import io.regionpair.protocol.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An instance without its port: what it would serve of pair {@code p}, looked at step by step. Its clock stands still. */
final class Instance implements AutoCloseable {

    static final Duration MAX_WAIT = Duration.ofSeconds(30);

    final Pairs pairs;
    final Keeper keeper;
    final Routes routes;
    /** A minute ahead, so that no file is young. */
    Instant now = Instant.now().plusSeconds(60);

    private final DocumentSource source;
    private final Optional<LastGiven> lastGiven;

    private Instance(Optional<Path> documents, DocumentSource source, Optional<Path> state, List<String> regions)
            throws Exception {
        InstantSource clock = () -> now;
        this.source = documents
                .<DocumentSource>map(folder -> new DirectorySource(folder, clock))
                .orElse(source);
        this.lastGiven = state.isPresent() ? Optional.of(LastGiven.open(state.get())) : Optional.empty();
        this.pairs = new Pairs(Optional.empty(), regions, _ -> {});
        this.routes = new Routes(pairs, clock, MAX_WAIT, 100, 2);
        this.keeper = new Keeper(this.source, pairs, routes.room(), lastGiven, clock, () -> 0, MAX_WAIT);
    }

    /** Has read what it gave last, and the folder once. */
    static Instance started(Path documents, Optional<Path> state, String... regions) throws Exception {
        return started(new Instance(Optional.of(documents), new NoSource(), state, List.of(regions)));
    }

    /** The same with a source that can't be asked. */
    static Instance startedWithoutSource(Path state) throws Exception {
        return started(new Instance(Optional.empty(), new NoSource(), Optional.of(state), List.of()));
    }

    /** The same with a source of any kind, which is closed with the instance. */
    static Instance started(DocumentSource source, Optional<Path> state, String... regions) throws Exception {
        return started(new Instance(Optional.empty(), source, state, List.of(regions)));
    }

    private static Instance started(Instance instance) throws Exception {
        try {
            instance.keeper.remember();
            instance.keeper.look();
            return instance;
        } catch (Exception e) {
            instance.close();
            throw e;
        }
    }

    Instance look() throws Exception {
        keeper.look();
        return this;
    }

    DocumentSource source() {
        return source;
    }

    Pair pair() {
        return pairs.of("p");
    }

    /** What is served, in a few words: {@code eu/7}, or {@code nothing}. */
    String serves() {
        return pair().served()
                .map(Served::document)
                .map(document -> document.active()
                        + (document.epoch().isPresent() ? "/" + document.epoch().getAsLong() : "")
                        + document.fenced()
                                .map(Answer.Fenced::region)
                                .map(region -> " fenced " + region)
                                .orElse(""))
                .orElse("nothing");
    }

    String trouble() {
        return pair().trouble().orElse("");
    }

    @Override
    public void close() {
        source.close();
        routes.room().close();
        lastGiven.ifPresent(LastGiven::close);
    }

    private static final class NoSource implements DocumentSource {
        @Override
        public String name() {
            return "no source";
        }

        @Override
        public Reading read() throws SourceUnavailableException {
            throw new SourceUnavailableException("it is away");
        }

        @Override
        public void awaitChange(Duration atMost) {}

        @Override
        public void close() {}
    }
}
