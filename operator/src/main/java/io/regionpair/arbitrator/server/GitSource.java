package io.regionpair.arbitrator.server;

import io.regionpair.cli.GitSettings;
import io.regionpair.ops.LogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of documents in a branch of a Git repository. A document's epoch is counted from the branch's history. Each look asks the
 * remote repository; what is kept here saves the transfer, and is never given as what the source says.
 */
final class GitSource implements DocumentSource {

    private static final Logger log = LoggerFactory.getLogger(GitSource.class);

    /** For one fetch and the count. Together with the longest interval it is less than a {@link Keeper#SIGN_OF_LIFE}. */
    static final Duration DEADLINE = Duration.ofSeconds(50);

    private final GitSettings settings;
    private final List<String> regions;
    private final boolean stays;
    private final GitClone clone;
    private final Errand errand;

    private final Map<String, GitTally> tallies = new HashMap<>();
    private @Nullable ObjectId counted;
    private @Nullable GitSigners signers;
    private byte[] signersText = {};

    /**
     * Asks nothing yet.
     *
     * @param regions of every pair; empty: the first document in each one's history says them
     * @param state this instance's own folder; absent: the copy of the repository ends with the process
     */
    GitSource(GitSettings settings, List<String> regions, Optional<Path> state) throws IOException {
        this(settings, regions, state, DEADLINE);
    }

    GitSource(GitSettings settings, List<String> regions, Optional<Path> state, Duration deadline) throws IOException {
        this.settings = settings;
        this.regions = regions;
        this.stays = state.isPresent();
        this.clone = new GitClone(
                settings, state.isPresent() ? state.get().resolve("git") : Files.createTempDirectory("regionpair-git"));
        this.errand = new Errand("git", deadline);
    }

    @Override
    public String name() {
        return settings.inWords();
    }

    @Override
    public Duration interval() {
        return settings.interval();
    }

    @Override
    public Reading read() throws SourceUnavailableException, InterruptedException {
        try {
            return errand.run(this::look);
        } catch (SourceUnavailableException e) {
            throw new SourceUnavailableException(
                    name() + " can't be read: " + e.sentence().replace(settings.url() + ": ", ""));
        }
    }

    private Reading look() throws SourceUnavailableException, InterruptedException {
        var done = false;
        try {
            var head = clone.fetch();
            readSigners();
            var reading = count(head);
            done = true;
            return reading;
        } catch (IOException e) {
            throw damaged(e);
        } finally {
            if (!done) {
                // Whatever was half done: the next look opens the copy and counts from the beginning.
                forget();
                clone.close();
            }
        }
    }

    private SourceUnavailableException damaged(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            // Cut off at the deadline in the middle of reading: nothing is damaged.
            return new SourceUnavailableException("it was cut off");
        }
        log.atWarn()
                .addKeyValue(LogKeys.SOURCE, name())
                .setCause(e)
                .log("The copy of the repository can't be used, and is made anew");
        try {
            clone.discard();
        } catch (IOException again) {
            e.addSuppressed(again);
        }
        return new SourceUnavailableException("its history can't be followed to the beginning ("
                + e.getClass().getSimpleName()
                + "): the copy of it is damaged, and is made anew, or the repository itself is shallow");
    }

    private void forget() {
        tallies.clear();
        counted = null;
        signers = null;
    }

    private void readSigners() throws SourceUnavailableException, IOException {
        if (settings.signers().isEmpty()) {
            return;
        }
        var text = GitSigners.text(settings.signers().get());
        if (signers == null || !Arrays.equals(text, signersText)) {
            forget();
            signers = GitSigners.of(clone.repository(), text);
            signersText = text;
        }
    }

    private Reading count(ObjectId head) throws SourceUnavailableException, IOException, InterruptedException {
        var repository = clone.repository();
        if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
            throw new SourceUnavailableException("its history is cut off (shallow), so that no epoch can be counted");
        }
        try (var objects = repository.newObjectReader()) {
            var folder = GitFolder.find(objects, GitLine.commit(objects, head).getTree(), settings.folder());
            if (folder.equals(GitFolder.ABSENT)) {
                throw new SourceUnavailableException(
                        "it has no folder " + settings.folder() + " in commit " + GitTally.shortened(head));
            }
            follow(head, objects);
            return new Reading(findings(), GitFolder.read(objects, folder).strays());
        }
    }

    private void follow(ObjectId head, ObjectReader objects) throws IOException, InterruptedException {
        var line = GitLine.walk(objects, settings.folder(), head, counted);
        if (counted != null && line.whole()) {
            log.atWarn()
                    .addKeyValue(LogKeys.SOURCE, name())
                    .addKeyValue(
                            LogKeys.DETAIL,
                            GitTally.shortened(counted) + " isn't on the first-parent line of "
                                    + GitTally.shortened(head) + " any more")
                    .log("The branch was rewritten: epochs are counted anew, and an older one isn't served");
            tallies.clear();
        }
        counted = null;
        for (var change : line.changes()) {
            tallies.computeIfAbsent(change.pair(), _ -> new GitTally(settings.folder(), regions))
                    .take(change, objects, signers);
        }
        counted = head.copy();
    }

    /** Where the copy is. */
    Path copy() {
        return clone.folder();
    }

    private Map<String, Finding> findings() {
        var findings = new TreeMap<String, Finding>();
        tallies.forEach((pair, tally) -> tally.latest().ifPresent(finding -> findings.put(pair, finding)));
        return findings;
    }

    @Override
    public void awaitChange(Duration atMost) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
    }

    @Override
    public void close() {
        clone.close();
        if (!stays) {
            try {
                clone.discard();
            } catch (IOException e) {
                log.atWarn().addKeyValue(LogKeys.SOURCE, name()).setCause(e).log("The copy can't be removed");
            }
        }
    }
}
