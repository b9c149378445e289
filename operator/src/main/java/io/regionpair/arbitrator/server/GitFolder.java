package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.ForeignText;
import io.regionpair.arbitrator.server.Finding.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The documents' folder in one commit.
 *
 * @param documents by pair; several for one pair are a mistake of somebody
 * @param strays files that were meant to be documents and aren't named after a pair, a sentence each
 */
record GitFolder(SortedMap<String, List<Entry>> documents, List<String> strays) {

    /**
     * One file.
     *
     * @param isFile whether it is one: a link or a submodule isn't
     */
    record Entry(String file, Format format, ObjectId content, boolean isFile) {}

    /** In place of the id of a folder that a commit doesn't have. */
    static final ObjectId ABSENT = ObjectId.zeroId();

    /** The id of a folder within a commit's tree, which is another one as soon as anything in it is. */
    static ObjectId find(ObjectReader objects, ObjectId tree, String folder) throws IOException {
        if (folder.isEmpty()) {
            return tree.copy();
        }
        try (var walk = TreeWalk.forPath(objects, folder, tree)) {
            return walk != null && walk.isSubtree() ? walk.getObjectId(0) : ABSENT;
        }
    }

    static GitFolder read(ObjectReader objects, ObjectId folder) throws IOException {
        var documents = new TreeMap<String, List<Entry>>();
        var strays = new ArrayList<String>();
        if (folder.equals(ABSENT)) {
            return new GitFolder(documents, strays);
        }
        try (var walk = new TreeWalk(objects)) {
            walk.addTree(folder);
            while (walk.next()) {
                var file = walk.getNameString();
                var mode = walk.getFileMode();
                var name = DocumentName.of(file);
                if (name.isEmpty()) {
                    continue;
                }
                if (name.get().isOfAPair()) {
                    var isFile = mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
                    var entry = new Entry(file, name.get().format(), walk.getObjectId(0), isFile);
                    documents
                            .computeIfAbsent(name.get().pair(), _ -> new ArrayList<>())
                            .add(entry);
                } else {
                    strays.add(ForeignText.plain(file, 253) + " isn't named after a pair");
                }
            }
        }
        return new GitFolder(documents, strays);
    }
}
