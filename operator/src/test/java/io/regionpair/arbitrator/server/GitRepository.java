package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A repository of documents, worked on with the {@code git} command as people do it. */
final class GitRepository {

    final Path folder;

    private GitRepository(Path folder) {
        this.folder = folder;
    }

    static GitRepository make(Path folder) throws Exception {
        Files.createDirectories(folder);
        var repository = new GitRepository(folder);
        repository.git("init", "-q", "-b", "main");
        return repository;
    }

    String url() {
        return "file://" + folder;
    }

    /** Commits pair {@code p}'s document, and says under which id. */
    String commit(String document) throws Exception {
        return commit("p.json", document);
    }

    String commit(String file, String document) throws Exception {
        var path = folder.resolve("pairs").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, document);
        return commitAll();
    }

    String commitAll(String... options) throws Exception {
        git("add", "-A");
        var arguments = new ArrayList<>(List.of("commit", "-q", "--allow-empty", "-m", "a change"));
        arguments.addAll(List.of(options));
        git(arguments.toArray(String[]::new));
        return head();
    }

    String head() throws Exception {
        return git("rev-parse", "HEAD");
    }

    /** Runs git, and returns what it prints. */
    String git(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        return run(folder, command.toArray(String[]::new));
    }

    static String run(Path folder, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as(String.join(" ", command))
                .isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output.strip();
    }
}
