package io.regionpair.arbitrator.server;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps the host's and the user's Git configuration out: it can send a fetch elsewhere ({@code url.insteadOf}), and turn off the check of
 * certificates. Nothing is written into the user's home either.
 */
final class GitSurroundings extends SystemReader.Delegate {

    private GitSurroundings(SystemReader host) {
        super(host);
    }

    /** For this whole process, and once is enough. */
    static void ignore() {
        if (!(SystemReader.getInstance() instanceof GitSurroundings)) {
            SystemReader.setInstance(new GitSurroundings(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @SuppressWarnings("NullAway") // Without a file, as the library does it where there is none.
    private static FileBasedConfig nothing(Config parent, FS fs) {
        return new FileBasedConfig(parent, null, fs) {
            @Override
            public void load() {}

            @Override
            public void save() {}

            @Override
            public boolean isOutdated() {
                return false;
            }
        };
    }
}
