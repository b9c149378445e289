package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.cli.GitSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may change a document, with keys of {@code ssh-keygen} and signatures of {@code git commit -S}. */
class GitSignersTest {

    private static final String EU = "{\"active\":\"eu\",\"secondary\":\"us\"}";
    private static final String US = "{\"active\":\"us\",\"secondary\":\"eu\"}";

    @TempDir
    private Path folder;

    private GitRepository repository;
    private Path signers;
    private Path ann;
    private Path mallory;
    private Instance instance;

    @BeforeEach
    void makeKeys() throws Exception {
        repository = GitRepository.make(folder.resolve("repository"));
        ann = key("ann", "ed25519");
        mallory = key("mallory", "ed25519");
        signers = folder.resolve("allowed_signers");
        allow("ann@example.com " + publicPart(ann));
        signed(ann, EU);
        start();
        assertThat(instance.serves()).isEqualTo("eu/1");
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void servesWhatAnAllowedKeySigned() throws Exception {
        signed(ann, US);

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).isEmpty();
    }

    @Test
    void keepsTheLastAnswerAfterACommitThatIsntSigned() throws Exception {
        var commit = repository.commit(US);

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble())
                .contains("commit " + commit.substring(0, 10) + ", pairs/p.json: the commit isn't signed");
    }

    @Test
    void keepsTheLastAnswerAfterACommitOfAnotherKey() throws Exception {
        var commit = signed(mallory, US);

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble())
                .contains(commit.substring(0, 10))
                .contains("the commit isn't signed by an allowed key, but by SHA256:");
    }

    @Test
    void keepsTheLastAnswerAfterASignatureThatBelongsToAnotherCommit() throws Exception {
        signed(ann, EU + "\n");
        instance.look();
        var real = repository.git("cat-file", "commit", "HEAD");
        repository.commit(US);
        var forged = real.replaceFirst("tree .*", "tree " + repository.git("rev-parse", "HEAD^{tree}"));
        var file = Files.writeString(folder.resolve("forged"), forged + "\n");
        repository.git("reset", "-q", "--hard", repository.git("hash-object", "-t", "commit", "-w", file.toString()));

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble()).contains("the commit isn't signed by an allowed key");
    }

    @Test
    void doesntLetASignedCommitAnswerForAnUnsignedOne() throws Exception {
        repository.commit(US);
        Files.writeString(repository.folder.resolve("README.md"), "x");
        signed(ann, US);
        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble()).contains("the commit isn't signed");

        signed(ann, US + "\n");
        assertThat(instance.look().serves()).as("said again, and signed").isEqualTo("us/2");
    }

    @Test
    void anUnsignedCommitThatPutsItBackIsHarmless() throws Exception {
        repository.commit(US);
        assertThat(instance.look().trouble()).isNotEmpty();
        repository.git("revert", "--no-edit", "HEAD");

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble()).isEmpty();
    }

    @Test
    void commitsThatLeaveTheDocumentAloneNeedNoSignature() throws Exception {
        Files.writeString(repository.folder.resolve("README.md"), "x");
        repository.commitAll();
        signed(ann, US);
        Files.writeString(repository.folder.resolve("README.md"), "y");
        repository.commitAll();

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).isEmpty();
    }

    @Test
    void takesEveryKindOfKeyThatGitDoes() throws Exception {
        var active = US;
        for (var type : List.of("ecdsa", "rsa")) {
            var key = key(type, type);
            allow(Files.readString(signers), "x@example.com namespaces=\"git\" " + publicPart(key));
            signed(key, active);
            active = active.equals(EU) ? US : EU;
        }

        assertThat(instance.look().serves()).isEqualTo("eu/3");
    }

    @Test
    void readsTheFileAgain() throws Exception {
        signed(mallory, US);
        assertThat(instance.look().serves()).isEqualTo("eu/1");

        allow(Files.readString(signers), "mallory@example.com " + publicPart(mallory));

        assertThat(instance.look().serves()).isEqualTo("us/2");
    }

    @Test
    void aKeyThatIsTakenAwayTakesItsEpochsWithItAndNothingOlderIsServed() throws Exception {
        allow(Files.readString(signers), "mallory@example.com " + publicPart(mallory));
        signed(mallory, US);
        signed(ann, EU);
        assertThat(instance.look().serves()).isEqualTo("eu/3");

        allow("ann@example.com " + publicPart(ann));

        assertThat(instance.look().serves()).isEqualTo("eu/3");
        assertThat(instance.trouble()).contains("its epoch 1 is older than 3");
    }

    @Test
    void aRetiredKeyStaysWithItsEnd() throws Exception {
        signed(ann, US);
        allow("ann@example.com valid-before=\"20991231\" " + publicPart(ann));
        assertThat(instance.look().serves()).isEqualTo("us/2");

        allow("ann@example.com valid-before=\"20200101\" " + publicPart(ann));
        instance.look();

        assertThat(instance.serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).contains("the commit isn't signed by an allowed key");
    }

    @Test
    void withoutTheFileTheSourceCantBeRead() throws Exception {
        signed(ann, US);
        Files.delete(signers);

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.keeper.sourceTrouble().orElse("")).contains("the allowed signers, can't be read");
    }

    private Path key(String name, String type) throws Exception {
        var file = folder.resolve(name);
        GitRepository.run(folder, "ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", file.toString());
        return file;
    }

    private static String publicPart(Path key) throws Exception {
        return Files.readString(Path.of(key + ".pub")).strip();
    }

    private void allow(String... lines) throws Exception {
        Files.writeString(signers, String.join("\n", lines) + "\n");
    }

    private String signed(Path key, String document) throws Exception {
        Files.createDirectories(repository.folder.resolve("pairs"));
        Files.writeString(repository.folder.resolve("pairs/p.json"), document);
        repository.git("add", "-A");
        var arguments = new ArrayList<>(List.of("-c", "gpg.format=ssh", "-c", "user.signingkey=" + key));
        arguments.addAll(List.of("commit", "-q", "-S", "--allow-empty", "-m", "a change"));
        repository.git(arguments.toArray(String[]::new));
        return repository.head();
    }

    private void start() throws Exception {
        var settings = new GitSettings(
                repository.url(),
                "main",
                "pairs",
                Duration.ofSeconds(15),
                "git",
                Optional.empty(),
                Optional.of(signers));
        instance = Instance.started(new GitSource(settings, List.of(), Optional.empty()), Optional.empty());
    }
}
