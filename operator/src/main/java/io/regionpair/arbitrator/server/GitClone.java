package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.ForeignText;
import io.regionpair.cli.GitSettings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/** This instance's own copy of one branch with its whole history, and without a work tree. */
final class GitClone implements AutoCloseable {

    /** A server that says nothing for so long is away. */
    private static final int SILENCE_SECONDS = 15;

    /** Each takes about a hundred bytes of memory while it is received. A repository of documents has a few thousand. */
    private static final int MAX_OBJECTS = 1_000_000;

    private final GitSettings settings;
    private final Path folder;
    private final int maxObjects;
    private @Nullable Repository repository;

    /**
     * Touches nothing yet.
     *
     * @param folder of this instance alone; made when it isn't there
     */
    GitClone(GitSettings settings, Path folder) {
        this(settings, folder, MAX_OBJECTS);
    }

    GitClone(GitSettings settings, Path folder, int maxObjects) {
        GitSurroundings.ignore();
        this.settings = settings;
        this.folder = folder;
        this.maxObjects = maxObjects;
    }

    /**
     * Asks the remote repository, and brings what is new.
     *
     * @return the commit that the branch is at
     */
    ObjectId fetch() throws SourceUnavailableException, IOException {
        var ref = "refs/heads/" + settings.branch();
        try (var transport = Transport.open(repository(), new URIish(settings.url()))) {
            transport.setTimeout(SILENCE_SECONDS);
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setCredentialsProvider(credentials());
            var fetched = transport.fetch(new Bounds(), List.of(new RefSpec("+" + ref + ":" + ref)));
            var branch = fetched.getAdvertisedRef(ref);
            var head = branch == null ? null : branch.getObjectId();
            if (head == null) {
                throw new SourceUnavailableException("it has no branch " + settings.branch());
            }
            return head;
        } catch (NotSupportedException | TransportException | URISyntaxException e) {
            throwIfDamaged(e);
            throw new SourceUnavailableException(
                    ForeignText.plain(String.valueOf(e.getMessage()).strip(), 200));
        }
    }

    // The library reports what is wrong here as what is wrong there.
    private static void throwIfDamaged(Exception fetch) throws IOException {
        for (var cause = fetch.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingObjectException || cause instanceof CorruptObjectException) {
                throw new IOException("The copy lacks an object, or has a broken one", fetch);
            }
        }
    }

    // Read each time: tokens are renewed.
    private @Nullable CredentialsProvider credentials() throws SourceUnavailableException {
        if (settings.tokenFile().isEmpty()) {
            return null;
        }
        var file = settings.tokenFile().get();
        try {
            return new UsernamePasswordCredentialsProvider(
                    settings.user(), Files.readString(file).strip());
        } catch (IOException e) {
            throw new SourceUnavailableException(
                    file + ", the token, can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** The copy, which is made or opened when that hasn't been done yet. */
    Repository repository() throws IOException {
        if (repository == null) {
            if (!isWhole()) {
                discard();
            }
            sweep();
            var opened = new FileRepositoryBuilder()
                    .setGitDir(folder.toFile())
                    .setBare()
                    .build();
            if (!Files.exists(folder.resolve("HEAD"))) {
                opened.create(true);
            }
            var config = opened.getConfig();
            // As an operator follows none: a redirect would take the token along.
            config.setString("http", null, "followRedirects", "false");
            config.save();
            repository = opened;
        }
        return repository;
    }

    // Else it was being made, or removed, when a process was killed.
    private boolean isWhole() {
        return List.of("HEAD", "config", "objects", "refs").stream()
                .allMatch(name -> Files.exists(folder.resolve(name)));
    }

    // The folder is this instance's alone: whoever left a lock has died with it.
    private void sweep() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = String.valueOf(file.getFileName());
                if (name.endsWith(".lock") || name.startsWith("incoming_")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Forgets the copy; the next fetch makes it anew. */
    void discard() throws IOException {
        close();
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** The copy stays on the disk. */
    @Override
    public void close() {
        if (repository != null) {
            repository.close();
            repository = null;
        }
    }

    /** Looks on while a fetch goes on, and ends it when it should. */
    private final class Bounds implements ProgressMonitor {
        @Override
        public void start(int totalTasks) {}

        @Override
        public void beginTask(String title, int totalWork) {
            if (totalWork > maxObjects) {
                // The library makes a failed fetch of it.
                throw new IllegalStateException("it has " + totalWork + " objects, and more than " + maxObjects
                        + " aren't taken; keep the documents in a repository of their own");
            }
        }

        @Override
        public void update(int completed) {}

        @Override
        public void endTask() {}

        @Override
        public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
        }

        @Override
        public void showDuration(boolean enabled) {}
    }
}
