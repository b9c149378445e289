package io.regionpair.arbitrator.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the documents along the first-parent line of a branch: from a commit to the one that it was made on, never into what a
 * merge brought in. It is the sequence of states that the branch itself had, as long as merges are made on it.
 *
 * @param changes oldest first
 * @param whole whether they reach back to the beginning; else to the commit that was known
 */
record GitLine(Deque<Change> changes, boolean whole) {

    /** A commit's message may be of any length; what is beyond this isn't a commit that somebody wrote. */
    private static final int MAX_COMMIT_BYTES = 4 << 20;

    /**
     * One commit made one pair's document another one.
     *
     * @param files empty: it took the document away
     */
    record Change(ObjectId commit, String pair, List<GitFolder.Entry> files) {}

    /**
     * Walks back. Holds nothing of a commit that changed no document, so that a long history takes time and no memory.
     *
     * @param known walk no further than to this one; null: to the beginning
     */
    static GitLine walk(ObjectReader objects, String folder, ObjectId head, @Nullable ObjectId known)
            throws IOException, InterruptedException {
        var changes = new ArrayDeque<Change>();
        var commit = commit(objects, head);
        var found = GitFolder.find(objects, commit.getTree(), folder);
        var documents = GitFolder.read(objects, found).documents();
        while (!commit.getId().equals(known)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (commit.getParentCount() == 0) {
                addChanges(changes, commit, documents, Map.of());
                return new GitLine(changes, true);
            }
            var parent = commit(objects, commit.getParent(0));
            var before = GitFolder.find(objects, parent.getTree(), folder);
            if (!before.equals(found)) {
                var documentsBefore = GitFolder.read(objects, before).documents();
                addChanges(changes, commit, documents, documentsBefore);
                documents = documentsBefore;
                found = before;
            }
            commit = parent;
        }
        return new GitLine(changes, false);
    }

    private static void addChanges(
            Deque<Change> changes,
            RevCommit commit,
            Map<String, List<GitFolder.Entry>> after,
            Map<String, List<GitFolder.Entry>> before) {
        var pairs = new TreeSet<>(after.keySet());
        pairs.addAll(before.keySet());
        for (var pair : pairs) {
            var files = after.getOrDefault(pair, List.of());
            if (!files.equals(before.getOrDefault(pair, List.of()))) {
                changes.addFirst(new Change(commit.getId().copy(), pair, files));
            }
        }
    }

    /** A commit that is part of no walk, which would remember every commit it saw. */
    static RevCommit commit(ObjectReader objects, ObjectId id) throws IOException {
        return RevCommit.parse(objects.open(id, Constants.OBJ_COMMIT).getCachedBytes(MAX_COMMIT_BYTES));
    }
}
