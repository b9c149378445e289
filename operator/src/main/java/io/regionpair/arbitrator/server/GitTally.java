package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.Document;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Unreadable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often {@code active} changed in the history of one pair's document: that is its epoch. It depends on the commits and on
 * {@code --regions} and the signers alone, so whoever has the same commit counts the same. What can't be served doesn't count.
 */
final class GitTally {

    /** Of the first document in a history, unless it says an epoch itself. */
    private static final long FIRST_EPOCH = 1;

    private static final int SHORT_ID = 10;

    /** The newest document that counts. */
    private record Counted(List<GitFolder.Entry> files, Candidate candidate, String active, long epoch) {}

    private final String folder;
    private List<String> regions;
    private @Nullable Counted counted;
    private Optional<Finding> latest = Optional.empty();

    /**
     * Nothing has happened yet.
     *
     * @param folder for people
     * @param regions the pair's; empty: the first document that counts says them
     */
    GitTally(String folder, List<String> regions) {
        this.folder = folder;
        this.regions = regions;
    }

    /** What there is after the last change; absent when there is no document. */
    Optional<Finding> latest() {
        return latest;
    }

    /**
     * The next change in the history.
     *
     * @param signers null: anybody
     */
    void take(GitLine.Change change, ObjectReader objects, @Nullable GitSigners signers) throws IOException {
        if (change.files().isEmpty()) {
            latest = Optional.empty();
            return;
        }
        if (counted != null && change.files().equals(counted.files())) {
            // As if nothing had been in between: the content has been judged, and somebody has answered for it.
            latest = Optional.of(counted.candidate());
            return;
        }
        var where = where(change);
        try {
            if (signers != null) {
                var objection = signers.objection(GitLine.commit(objects, change.commit()));
                if (objection.isPresent()) {
                    throw new UnfitException(objection.get());
                }
            }
            counted = counted(change, where, objects);
            latest = Optional.of(counted.candidate());
        } catch (UnfitException e) {
            latest = Optional.of(new Unreadable(where, e.sentence()));
        }
    }

    private String where(GitLine.Change change) {
        return "commit " + shortened(change.commit()) + ", " + (folder.isEmpty() ? "" : folder + "/")
                + change.files().getFirst().file();
    }

    static String shortened(ObjectId commit) {
        return commit.abbreviate(SHORT_ID).name();
    }

    private Counted counted(GitLine.Change change, String where, ObjectReader objects)
            throws IOException, UnfitException {
        var file = change.files().getFirst();
        if (change.files().size() > 1) {
            throw new UnfitException("there are several files for this pair; keep one of .json, .yaml, .yml");
        }
        if (!file.isFile()) {
            throw new UnfitException("it isn't a file");
        }
        var text = text(file.content(), objects);
        var document = CandidateReader.read(new Candidate(where, text, file.format()), regions);
        var epoch = epochOf(document);
        var candidate = new Candidate(where, text, file.format(), OptionalLong.of(epoch));
        // Once more: an assertion may count in the epoch that comes of it, and must be allowed to.
        CandidateReader.read(candidate, regions);
        if (regions.isEmpty()) {
            regions = document.regions();
        }
        return new Counted(change.files(), candidate, document.active(), epoch);
    }

    private long epochOf(PairDocument document) {
        if (counted == null) {
            return document.epoch().orElse(FIRST_EPOCH);
        }
        return document.active().equals(counted.active()) ? counted.epoch() : counted.epoch() + 1;
    }

    private static byte[] text(ObjectId content, ObjectReader objects) throws IOException {
        try (var in = objects.open(content, Constants.OBJ_BLOB).openStream()) {
            return in.readNBytes(Document.MAX_BYTES + 1);
        }
    }
}
