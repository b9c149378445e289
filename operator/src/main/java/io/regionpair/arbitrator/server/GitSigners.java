package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgConfig.GpgFormat;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;

/** Who may change a document: keys in the form of OpenSSH's {@code allowed_signers}, as {@code git verify-commit} reads it. */
final class GitSigners {

    private static final int MAX_FILE_BYTES = 1 << 20;

    private final Repository repository;
    private final GpgConfig config;

    private GitSigners(Repository repository, Path file) {
        this.repository = repository;
        var settings = new Config();
        settings.setString("gpg", "ssh", "allowedSignersFile", file.toString());
        this.config = new GpgConfig(settings);
    }

    /**
     * Those that the text names.
     *
     * @param repository that commits are from
     * @param text of the file
     */
    static GitSigners of(Repository repository, byte[] text) throws IOException {
        var verifier = SignatureVerifiers.get(GpgFormat.SSH);
        if (verifier == null) {
            throw new IllegalStateException("Nothing on the class path verifies SSH signatures");
        }
        // A copy: what is judged by doesn't change while a history is judged.
        var copy = repository.getDirectory().toPath().toAbsolutePath().resolve("regionpair-allowed-signers");
        Files.write(copy, text);
        verifier.clear();
        return new GitSigners(repository, copy);
    }

    static byte[] text(Path file) throws SourceUnavailableException {
        try (var in = Files.newInputStream(file)) {
            var text = in.readNBytes(MAX_FILE_BYTES + 1);
            if (text.length > MAX_FILE_BYTES) {
                throw new SourceUnavailableException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return text;
        } catch (IOException e) {
            throw new SourceUnavailableException(file + ", the allowed signers, can't be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    /** Why a commit doesn't count; absent when an allowed key has signed it. */
    Optional<String> objection(RevCommit commit) throws IOException {
        var signature = commit.getRawGpgSignature();
        if (signature == null) {
            return Optional.of("the commit isn't signed");
        }
        if (SignatureVerifiers.getFormat(signature) != GpgFormat.SSH) {
            return Optional.of("the commit is signed, but not with an SSH key; other signatures can't be verified");
        }
        var verdict = SignatureVerifiers.verify(repository, config, commit);
        if (verdict == null) {
            return Optional.of("the commit's signature can't be verified");
        }
        if (verdict.verified() && verdict.trustLevel() == TrustLevel.FULL) {
            return Optional.empty();
        }
        return Optional.of("the commit isn't signed by an allowed key"
                + (verdict.keyFingerprint() == null ? "" : ", but by " + verdict.keyFingerprint())
                + (verdict.message() == null
                        ? ""
                        : ": " + ForeignText.plain(verdict.message().strip(), 200)));
    }
}
