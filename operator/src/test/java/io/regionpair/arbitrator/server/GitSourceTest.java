package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.regionpair.cli.GitSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance serves from a real repository, worked on with the {@code git} command. */
@SuppressWarnings("NullAway.Init") // Each test starts its instance when the repository is as it wants it.
class GitSourceTest {

    private static final String EU = "{\"active\":\"eu\",\"secondary\":\"us\"}";
    private static final String US = "{\"active\":\"us\",\"secondary\":\"eu\"}";

    @TempDir
    private Path folder;

    private GitRepository repository;
    private Instance instance;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = GitRepository.make(folder.resolve("repository"));
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    void countsChangesOfTheActiveRegion() throws Exception {
        repository.commit(EU);
        start();
        assertThat(instance.serves()).isEqualTo("eu/1");

        repository.commit(US);
        assertThat(instance.look().serves()).isEqualTo("us/2");

        repository.commit("{\"secondary\":\"eu\", \"active\":\"us\"}");
        Files.writeString(repository.folder.resolve("README.md"), "x");
        repository.commitAll();
        assertThat(instance.look().serves()).as("no change of active").isEqualTo("us/2");
        assertThat(instance.trouble()).isEmpty();
    }

    @Test
    void countsARevertAsOneMoreChange() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        start();

        repository.git("revert", "--no-edit", "HEAD");

        assertThat(instance.look().serves()).isEqualTo("eu/3");
    }

    @Test
    void countsNoneAsAChange() throws Exception {
        repository.commit(EU);
        repository.commit("{\"active\":\"none\"}");
        repository.commit(EU);
        start();

        assertThat(instance.serves()).isEqualTo("eu/3");
    }

    @Test
    void countsAMergeOnceWhateverHappenedOnTheBranch() throws Exception {
        repository.commit(EU);
        repository.git("checkout", "-q", "-b", "ticket");
        repository.commit(US);
        repository.commit(EU);
        repository.commit(US);
        repository.git("checkout", "-q", "main");
        start();
        assertThat(instance.serves()).isEqualTo("eu/1");

        repository.git("merge", "-q", "--no-ff", "--no-edit", "ticket");

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(elsewhere()).isEqualTo("us/2");
    }

    @Test
    void startsWithTheEpochThatTheFirstDocumentSays() throws Exception {
        repository.commit("{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":40}");
        repository.commit(US);
        start();

        assertThat(instance.serves()).isEqualTo("us/41");
    }

    @Test
    void takesAnEpochThatIsTheCountedOne() throws Exception {
        repository.commit(EU);
        repository.commit(
                "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":2,\"fenced\":{\"region\":\"eu\",\"epoch\":2}}");
        start();

        assertThat(instance.serves()).isEqualTo("us/2 fenced eu");
    }

    @Test
    void refusesAnEpochThatIsAnotherAndDoesntCountIt() throws Exception {
        repository.commit(EU);
        start();
        var wrong = repository.commit("{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":3}");

        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble())
                .contains("commit " + wrong.substring(0, 10) + ", pairs/p.json")
                .contains("its epoch 3 isn't 2, which the source counts");

        repository.commit(US);
        assertThat(instance.look().serves()).isEqualTo("us/2");
    }

    @Test
    void doesntCountWhatWasBroken() throws Exception {
        repository.commit(EU);
        start();
        var broken = repository.commit("{\"active\":\"us\",");
        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble()).contains(broken.substring(0, 10)).contains("isn't JSON");

        repository.commit("{\"active\":\"uss\",\"secondary\":\"eu\"}");
        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.trouble()).contains("\"uss\", not one of [eu, us]");

        repository.commit(US);
        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(elsewhere()).isEqualTo("us/2");
    }

    @Test
    void countsOnAfterADocumentWasAway() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        repository.commit("q.json", EU);
        start();
        Files.delete(repository.folder.resolve("pairs/p.json"));
        repository.commitAll();

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).contains("has no document of it any more");

        repository.commit(EU);
        assertThat(instance.look().serves()).isEqualTo("eu/3");
    }

    @Test
    void anotherPairsHistoryIsntFollowed() throws Exception {
        repository.commit("old.json", EU);
        repository.commit("old.json", US);
        repository.git("mv", "pairs/old.json", "pairs/p.json");
        repository.commitAll();
        start();

        assertThat(instance.serves()).isEqualTo("us/1");
    }

    @Test
    void theSamePairsOtherEndingIs() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        Files.delete(repository.folder.resolve("pairs/p.json"));
        repository.commit("p.yaml", "active: eu # ticket 4711\nsecondary: us\n");
        start();

        assertThat(instance.serves()).isEqualTo("eu/3");
    }

    @Test
    void refusesALinkAndTwoFilesForOnePair() throws Exception {
        repository.commit(EU);
        start();

        repository.commit("p.yaml", "active: us\nsecondary: eu\n");
        assertThat(instance.look().trouble()).contains("several files for this pair");

        Files.delete(repository.folder.resolve("pairs/p.yaml"));
        Files.delete(repository.folder.resolve("pairs/p.json"));
        Files.writeString(repository.folder.resolve("us.json"), US);
        Files.createSymbolicLink(repository.folder.resolve("pairs/p.json"), Path.of("../us.json"));
        repository.commitAll();
        assertThat(instance.look().trouble()).contains("it isn't a file");
        assertThat(instance.serves()).isEqualTo("eu/1");
    }

    @Test
    void countsTheSameStepByStepAndAtOnce() throws Exception {
        var random = new Random(20261125);
        var expected = 1;
        var active = EU;
        repository.commit(active);
        start();
        for (var step = 0; step < 25; step++) {
            switch (random.nextInt(5)) {
                case 0 -> repository.commit("{\"active\":\"us\",\"sec");
                case 1 -> repository.commit("q.json", random.nextBoolean() ? EU : US);
                case 2 -> repository.commit(active + "\n".repeat(step));
                default -> {
                    active = active.equals(EU) ? US : EU;
                    repository.commit(active);
                    expected++;
                }
            }
            instance.look();
        }
        repository.commit(active);

        assertThat(instance.look().serves()).isEqualTo((active.equals(EU) ? "eu/" : "us/") + expected);
        assertThat(elsewhere()).isEqualTo(instance.serves());
    }

    @Test
    void refusesABranchThatWasMovedBack() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        start();

        repository.git("reset", "-q", "--hard", "HEAD~1");

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).contains("its epoch 1 is older than 2");

        repository.commit(US);
        repository.commit(EU);
        assertThat(instance.look().serves())
                .as("the new line has overtaken the old one")
                .isEqualTo("eu/3");
    }

    @Test
    void refusesARewrittenBranchThatNamesAnotherRegionInTheSameEpoch() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        repository.commit(EU);
        start();

        repository.git("reset", "-q", "--hard", "HEAD~2");
        repository.commit("{\"active\":\"none\",\"secondary\":\"us\"}");
        repository.commit(US);

        assertThat(instance.look().serves()).isEqualTo("eu/3");
        assertThat(instance.trouble()).contains("it names us in epoch 3, in which eu was named before");
    }

    @Test
    void keepsTheLastAnswerWithItsAgeWhileTheRepositoryIsAway() throws Exception {
        repository.commit(EU);
        start();
        var away = folder.resolve("away");
        Files.move(repository.folder, away);

        instance.now = instance.now.plus(Duration.ofMinutes(1));
        assertThat(instance.look().serves()).isEqualTo("eu/1");
        assertThat(instance.keeper.sourceTrouble().orElse("")).contains(repository.url() + " (main) can't be read: ");
        assertThat(Readiness.trouble(instance.pairs, instance.keeper)).isEmpty();
        assertThat(instance.pair().served().orElseThrow().asOf()).isEqualTo(instance.now.minus(Duration.ofMinutes(1)));

        Files.move(away, repository.folder);
        repository.commit(US);
        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.keeper.sourceTrouble()).isEmpty();
        assertThat(instance.pair().served().orElseThrow().asOf()).isEqualTo(instance.now);
    }

    @Test
    void isntReadyWhenItHasNeverReadAnything() throws Exception {
        start();

        assertThat(Readiness.trouble(instance.pairs, instance.keeper).orElse(""))
                .contains("there is no valid document yet")
                .contains("can't be read");
    }

    @Test
    void afterARestartNothingOlderIsServed() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        start(Optional.of(folder.resolve("state")));
        instance.close();
        repository.git("reset", "-q", "--hard", "HEAD~1");

        start(Optional.of(folder.resolve("state")));

        assertThat(instance.serves()).isEqualTo("us/2");
        assertThat(instance.trouble()).contains("its epoch 1 is older than 2");
    }

    @Test
    void afterARestartTheLastAnswerIsThereWithoutTheRepository() throws Exception {
        repository.commit(EU);
        start(Optional.of(folder.resolve("state")));
        instance.close();
        Files.move(repository.folder, folder.resolve("away"));

        start(Optional.of(folder.resolve("state")));

        assertThat(instance.serves()).isEqualTo("eu/1");
        assertThat(instance.keeper.sourceTrouble()).isPresent();
    }

    @Test
    void aLockThatAKilledInstanceLeftHoldsNothing() throws Exception {
        repository.commit(EU);
        start(Optional.of(folder.resolve("state")));
        instance.close();
        Files.createFile(folder.resolve("state/git/refs/heads/main.lock"));
        repository.commit(US);

        start(Optional.of(folder.resolve("state")));

        assertThat(instance.serves()).isEqualTo("us/2");
        assertThat(folder.resolve("state/git/refs/heads/main.lock")).doesNotExist();
    }

    @Test
    void aDamagedCopyIsMadeAnew() throws Exception {
        repository.commit(EU);
        start(Optional.of(folder.resolve("state")));
        instance.close();
        repository.commit(US);
        try (var objects = Files.walk(folder.resolve("state/git/objects"))) {
            for (var file : objects.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        start(Optional.of(folder.resolve("state")));
        instance.look();

        assertThat(instance.keeper.sourceTrouble()).isEmpty();
        assertThat(instance.serves()).isEqualTo("us/2");
    }

    @Test
    void aCopyWithoutAStateFolderEndsWithTheInstance() throws Exception {
        repository.commit(EU);
        var source = new GitSource(settings(repository.url(), "main", "pairs"), List.of(), Optional.empty());
        instance = Instance.started(source, Optional.empty());
        assertThat(source.copy()).isNotEmptyDirectory();

        instance.close();

        assertThat(source.copy()).doesNotExist();
    }

    @Test
    void saysWhatItDoesntFind() throws Exception {
        repository.commit(EU);
        start(settings(repository.url(), "production", "pairs"));
        assertThat(instance.keeper.sourceTrouble().orElse("")).contains("refs/heads/production");
        instance.close();

        start(settings(repository.url(), "main", "pears"));
        assertThat(instance.keeper.sourceTrouble().orElse("")).contains("it has no folder pears in commit");
    }

    @Test
    void readsTheRootOfARepository() throws Exception {
        Files.writeString(repository.folder.resolve("p.json"), EU);
        repository.commitAll();
        Files.writeString(repository.folder.resolve("p.json"), US);
        repository.commitAll();

        start(settings(repository.url(), "main", ""));

        assertThat(instance.serves()).isEqualTo("us/2");
    }

    @Test
    void countsNothingFromAHistoryThatIsCutOff() throws Exception {
        repository.commit(EU);
        repository.commit(US);
        GitRepository.run(folder, "git", "clone", "-q", "--bare", "--depth=1", repository.url(), "shallow");

        start(settings("file://" + folder.resolve("shallow"), "main", "pairs"));

        assertThat(instance.serves()).isEqualTo("nothing");
        assertThat(instance.keeper.sourceTrouble().orElse("")).contains("shallow");
    }

    @Test
    void takesNoRepositoryThatIsHuge() throws Exception {
        repository.commit(EU);
        var clone = new GitClone(settings(repository.url(), "main", "pairs"), folder.resolve("copy"), 2);

        try (clone) {
            assertThat(catchThrowable(clone::fetch))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("more than 2 aren't taken");
        }
    }

    @Test
    void looksAgainAfterItsInterval() throws Exception {
        repository.commit(EU);
        start();

        assertThat(instance.source().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(instance.source().interval().plus(GitSource.DEADLINE)).isLessThan(Keeper.SIGN_OF_LIFE);
    }

    /** What an instance serves that has never seen this repository before. */
    private String elsewhere() throws Exception {
        try (var other = Instance.started(
                new GitSource(settings(repository.url(), "main", "pairs"), List.of(), Optional.empty()),
                Optional.empty())) {
            return other.serves();
        }
    }

    private void start() throws Exception {
        start(Optional.empty());
    }

    private void start(GitSettings settings) throws Exception {
        instance = Instance.started(new GitSource(settings, List.of(), Optional.empty()), Optional.empty());
    }

    private void start(Optional<Path> state) throws Exception {
        var source = new GitSource(settings(repository.url(), "main", "pairs"), List.of(), state);
        instance = Instance.started(source, state);
    }

    private static GitSettings settings(String url, String branch, String path) {
        return new GitSettings(url, branch, path, Duration.ofSeconds(15), "git", Optional.empty(), Optional.empty());
    }
}
