package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Format;
import io.regionpair.cli.SetSettings;
import io.regionpair.protocol.Answer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which document follows another one when a person says what is to be active. An epoch grows exactly when {@code active} changes. */
final class NextDocument {

    private final String where;
    private final SetSettings wanted;
    private final List<String> regions;

    private NextDocument(String where, SetSettings wanted, List<String> regions) {
        this.where = where;
        this.wanted = wanted;
        this.regions = regions;
    }

    /**
     * The document that is to be there; the same as before when nothing has to change.
     *
     * @param where for people
     * @param before absent: there is none yet
     * @throws UnfitException when there is no such document that an instance would serve
     */
    static PairDocument after(Optional<PairDocument> before, SetSettings wanted, String where) throws UnfitException {
        var regions = regions(before, wanted);
        if (regions.isEmpty()) {
            throw new UnfitException("it isn't known which two regions the pair has; --regions says it");
        }
        return new NextDocument(where, wanted, regions).after(before);
    }

    private static List<String> regions(Optional<PairDocument> before, SetSettings wanted) {
        if (!wanted.regions().isEmpty()) {
            return wanted.regions();
        }
        if (before.isPresent()) {
            return before.get().regions();
        }
        var secondary = wanted.secondary();
        return secondary.isPresent() && !wanted.active().equals(Answer.NONE)
                ? List.of(wanted.active(), secondary.get())
                : List.of();
    }

    private PairDocument after(Optional<PairDocument> before) throws UnfitException {
        var changes =
                before.map(PairDocument::active).filter(wanted.active()::equals).isEmpty();
        var epoch = changes ? nextEpoch(before) : sameEpoch(before);
        var fenced = wanted.fenced().isPresent()
                ? Optional.of(fenced(wanted.fenced().get(), epoch))
                : before.filter(_ -> !changes).flatMap(PairDocument::fenced);
        var next = valid(new PairDocument(wanted.active(), secondary(before), epoch, fenced));
        var objection = before.flatMap(document -> Succession.objection(document, next));
        if (objection.isPresent()) {
            throw new UnfitException(objection.get());
        }
        return next;
    }

    private OptionalLong nextEpoch(Optional<PairDocument> before) throws UnfitException {
        var had = before.map(PairDocument::epoch).orElse(OptionalLong.empty());
        if (had.isEmpty()) {
            return OptionalLong.of(wanted.firstEpoch().orElse(1));
        }
        refuseFirstEpoch(had.getAsLong());
        return OptionalLong.of(Math.addExact(had.getAsLong(), 1));
    }

    private OptionalLong sameEpoch(Optional<PairDocument> before) throws UnfitException {
        var had = before.orElseThrow().epoch();
        if (had.isPresent()) {
            refuseFirstEpoch(had.getAsLong());
        }
        return had;
    }

    private void refuseFirstEpoch(long had) throws UnfitException {
        if (wanted.firstEpoch().isPresent()) {
            throw new UnfitException("--first-epoch is for a pair without an epoch, and it has " + had);
        }
    }

    private static Answer.Fenced fenced(String region, OptionalLong epoch) throws UnfitException {
        if (epoch.isEmpty()) {
            throw new UnfitException(
                    "\"fenced\" counts for one epoch, and the document has none until \"active\" changes");
        }
        return new Answer.Fenced(region, epoch.getAsLong());
    }

    // Beside "none" it is only for the readers of two fields.
    private Optional<String> secondary(Optional<PairDocument> before) {
        if (wanted.secondary().isPresent()) {
            return wanted.secondary();
        }
        return wanted.active().equals(Answer.NONE)
                ? before.flatMap(PairDocument::secondary).or(() -> Optional.of(regions.getLast()))
                : regions.stream()
                        .filter(region -> !region.equals(wanted.active()))
                        .findFirst();
    }

    // As an instance will read it. What it would make of the text is what has to be written.
    private PairDocument valid(PairDocument next) throws UnfitException {
        return CandidateReader.read(new Candidate(where, next.text(), Format.JSON), regions);
    }
}
