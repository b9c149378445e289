package io.regionpair.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to say of a Git repository, besides its URL. */
@SuppressWarnings("NullAway.Init") // Set when run.
final class GitOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--git-branch",
            paramLabel = "BRANCH",
            defaultValue = "main",
            converter = Words.GitBranch.class,
            description = "The branch, which nobody may rewrite. Default: ${DEFAULT-VALUE}")
    private String branch;

    @Option(
            names = "--git-path",
            paramLabel = "FOLDER",
            defaultValue = "/",
            converter = Words.GitFolder.class,
            description = "The folder of the documents in the repository. Default: ${DEFAULT-VALUE}")
    private String folder;

    @Option(
            names = "--git-interval",
            paramLabel = "SECONDS",
            defaultValue = "15",
            converter = Words.Interval.class,
            description = "From one fetch to the next: by so much a switch may be late, and answers are old."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration interval;

    @Option(
            names = "--git-user",
            paramLabel = "NAME",
            defaultValue = "git",
            converter = Words.Word.class,
            description = "Whose token it is, for servers that look at it. Default: ${DEFAULT-VALUE}")
    private String user;

    @Option(
            names = "--git-token-file",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "A token or password, read again for each fetch. It is sent over https only, or to this host."
                    + " Default: none.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--git-signers",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "OpenSSH's allowed_signers, read again for each fetch: a change of a document counts when its"
                    + " commit is signed by one of these SSH keys. Default: signatures aren't looked at.")
    private @Nullable Path signers;

    GitSettings settings(String url) {
        if (tokenFile != null && !url.matches("https://.*|http://(localhost|127\\.0\\.0\\.1|\\[::1])[:/].*")) {
            throw mistake("--git-token-file wants --git https://…, which keeps the token secret");
        }
        return new GitSettings(
                url, branch, folder, interval, user, Optional.ofNullable(tokenFile), Optional.ofNullable(signers));
    }

    /** A check of signatures that somebody asked for must not be left out in silence. */
    void checkUnused() {
        if (signers != null || tokenFile != null) {
            throw mistake("--git URL is missing; " + (signers == null ? "--git-token-file" : "--git-signers")
                    + " belongs to it");
        }
    }

    private ParameterException mistake(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
