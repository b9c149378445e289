package io.regionpair.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where documents are in a Git repository, and how to get them.
 *
 * @param url without credentials
 * @param folder without a slash at either end; empty: the repository's root
 * @param interval from one fetch to the next
 * @param user for the token
 * @param tokenFile absent: no credentials are sent
 * @param signers OpenSSH's {@code allowed_signers}; absent: signatures aren't looked at
 */
public record GitSettings(
        String url,
        String branch,
        String folder,
        Duration interval,
        String user,
        Optional<Path> tokenFile,
        Optional<Path> signers) {

    /** For people. */
    public String inWords() {
        return url + " (" + branch + ")";
    }
}
