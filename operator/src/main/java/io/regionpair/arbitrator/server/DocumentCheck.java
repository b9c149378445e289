package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.Document;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Format;
import io.regionpair.cli.CheckSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Judges files as the server would, one line for each, for a pipeline that is about to roll them out. */
public final class DocumentCheck {

    private final CheckSettings settings;
    private final Consumer<String> say;

    private DocumentCheck(CheckSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /**
     * Checks all files, also after one that is bad.
     *
     * @param say takes a line
     * @return whether the server would serve every one of them
     */
    public static boolean run(CheckSettings settings, Consumer<String> say) {
        return new DocumentCheck(settings, say).allGood();
    }

    private boolean allGood() {
        var good = true;
        for (var file : settings.files()) {
            good &= isGood(file);
        }
        return good;
    }

    private boolean isGood(Path file) {
        try {
            var candidate = candidate(file);
            var document = CandidateReader.read(candidate, settings.regions());
            var objection = objection(document);
            if (objection.isPresent()) {
                throw new UnfitException(objection.get());
            }
            CandidateReader.doubts(candidate, document).forEach(doubt -> say.accept(file + ": beware: " + doubt));
            say.accept(file + ": good, active is " + document.inWords());
            return true;
        } catch (UnfitException e) {
            say.accept(file + ": bad: " + e.sentence());
            return false;
        }
    }

    private Optional<String> objection(PairDocument document) throws UnfitException {
        if (settings.follows().isEmpty()) {
            return Optional.empty();
        }
        var before = CandidateReader.read(candidate(settings.follows().get()), settings.regions());
        return Succession.objection(before, document);
    }

    private static Candidate candidate(Path file) throws UnfitException {
        var name = String.valueOf(file.getFileName());
        var format = name.endsWith(".yaml") || name.endsWith(".yml") ? Format.YAML : Format.JSON;
        if (!Files.isRegularFile(file)) {
            throw new UnfitException("there is no such file");
        }
        try (var in = Files.newInputStream(file)) {
            return new Candidate(file.toString(), in.readNBytes(Document.MAX_BYTES + 1), format);
        } catch (IOException e) {
            throw new UnfitException("it can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
