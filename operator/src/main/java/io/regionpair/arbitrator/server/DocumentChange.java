package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.arbitrator.etcd.Entry;
import io.regionpair.arbitrator.etcd.EtcdClient;
import io.regionpair.arbitrator.etcd.EtcdUnavailableException;
import io.regionpair.arbitrator.etcd.Written;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Format;
import io.regionpair.cli.SetOutcome;
import io.regionpair.cli.SetOutcome.Kind;
import io.regionpair.cli.SetSettings;
import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * {@code arbitrator set}: reads the pair's document in etcd and writes its successor onto it, if nobody else has written in between. Never
 * tries again on its own with what somebody else wrote: whoever decided had seen another document.
 */
public final class DocumentChange {

    /** For one member's answer. A person waits; a write may need an election (2 s as etcd is set by default) and a disk. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final String UNTOUCHED = "; nothing was changed";

    private final SetSettings wanted;
    private final EtcdClient etcd;
    private final String key;

    private DocumentChange(SetSettings wanted, EtcdClient etcd) {
        this.wanted = wanted;
        this.etcd = etcd;
        this.key = wanted.etcd().prefix() + wanted.pair();
    }

    /** Does it, and says in one line what came of it. */
    public static SetOutcome run(SetSettings wanted) throws InterruptedException {
        try (var etcd = EtcdClient.open(wanted.etcd(), DEADLINE)) {
            return new DocumentChange(wanted, etcd).run();
        } catch (UnusableSettingsException e) {
            return new SetOutcome(Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private SetOutcome run() throws InterruptedException {
        try {
            return change(etcd.read(wanted.pair()));
        } catch (EtcdUnavailableException e) {
            return say(Kind.REFUSED, e.sentence() + UNTOUCHED);
        } catch (UnfitException e) {
            return say(Kind.REFUSED, e.sentence() + UNTOUCHED);
        }
    }

    private SetOutcome change(Optional<Entry> entry) throws UnfitException, InterruptedException {
        var before = entry.isPresent() ? Optional.of(document(entry.get())) : Optional.<PairDocument>empty();
        var now = before.map(PairDocument::inWords).orElse("no document");
        if (wanted.expectEpoch().isPresent() && !wanted.expectEpoch().equals(epoch(before))) {
            var expected = wanted.expectEpoch().getAsLong();
            return say(Kind.OUTRUN, "it is " + now + ", not epoch " + expected + " as expected" + UNTOUCHED);
        }
        var next = NextDocument.after(before, wanted, key);
        if (before.equals(Optional.of(next))) {
            return say(Kind.DONE, now + ", already" + UNTOUCHED);
        }
        return written(entry.map(Entry::revision).orElse(0L), next, now + " → " + next.inWords());
    }

    private SetOutcome written(long revision, PairDocument next, String step) throws InterruptedException {
        try {
            return switch (etcd.write(wanted.pair(), revision, next.text())) {
                case Written.Done() -> say(Kind.DONE, step);
                case Written.Outrun(var found, var afterDoubt) ->
                    afterDoubt && isThat(found, next)
                            // Ours, or that of somebody who wanted the very same.
                            ? say(Kind.DONE, step)
                            : say(Kind.OUTRUN, "somebody was faster: it is " + inWords(found) + UNTOUCHED);
            };
        } catch (EtcdUnavailableException e) {
            return e.isInDoubt()
                    ? say(
                            Kind.IN_DOUBT,
                            "nobody knows whether " + step + " is done or will be: " + e.sentence()
                                    + "; give the same command again once etcd answers")
                    : say(Kind.REFUSED, e.sentence() + UNTOUCHED);
        }
    }

    private static boolean isThat(Optional<Entry> found, PairDocument document) {
        return found.map(Entry::value)
                .filter(value -> Arrays.equals(value, document.text()))
                .isPresent();
    }

    private String inWords(Optional<Entry> found) {
        try {
            return found.isEmpty() ? "no document" : document(found.get()).inWords() + ", now";
        } catch (UnfitException e) {
            return "a document that is bad: " + e.sentence();
        }
    }

    private PairDocument document(Entry entry) throws UnfitException {
        try {
            var candidate = new Candidate(key, entry.value(), Format.JSON);
            return CandidateReader.read(candidate, regions(entry));
        } catch (UnfitException e) {
            throw new UnfitException("nothing can follow the document at " + key + ": " + e.sentence());
        }
    }

    // A document of "none" doesn't name both. To tell its epoch, it doesn't matter what the other one is called.
    private List<String> regions(Entry entry) throws UnfitException {
        var object = DocumentText.parse(entry.value(), Format.JSON);
        if (!wanted.regions().isEmpty()
                || !Answer.NONE.equals(object.path("active").textValue())) {
            return wanted.regions();
        }
        var named = Stream.of(object.path("secondary"), object.path("fenced").path("region"))
                .flatMap(name -> Stream.ofNullable(name.textValue()))
                .distinct();
        return Stream.concat(named, Stream.of("one-of-them", "the-other"))
                .limit(2)
                .toList();
    }

    private static OptionalLong epoch(Optional<PairDocument> document) {
        return document.map(PairDocument::epoch).orElse(OptionalLong.empty());
    }

    private SetOutcome say(Kind kind, String sentence) {
        return new SetOutcome(kind, wanted.pair() + ": " + sentence);
    }
}
