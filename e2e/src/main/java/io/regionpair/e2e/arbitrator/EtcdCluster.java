package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Program;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** A cluster of real etcd, each member a process with its own port and data, and what it has stored, read without the product's client. */
public final class EtcdCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Optional<Path> pki;
    private final List<Integer> ports;
    private final List<Integer> peerPorts;
    private final List<Child> members = new ArrayList<>();
    private final HttpClient http;

    private EtcdCluster(Path folder, int size, Optional<Path> pki, HttpClient.Builder http) {
        this.folder = folder;
        this.pki = pki;
        this.http = http.connectTimeout(REQUEST_LIMIT).build();
        this.ports = IntStream.range(0, size).mapToObj(_ -> Ports.take()).toList();
        this.peerPorts = IntStream.range(0, size).mapToObj(_ -> Ports.take()).toList();
        IntStream.range(0, size).forEach(member -> members.add(launch(member)));
    }

    /** Returns when every member answers. */
    public static EtcdCluster start(Path folder, int size) {
        return started(new EtcdCluster(folder, size, Optional.empty(), HttpClient.newBuilder()));
    }

    /**
     * One member that speaks TLS only and wants a certificate of its clients.
     *
     * @param pki the folder with {@code etcd.crt}, {@code etcd.key}, and {@code clients.crt} with the authorities of all who ask, etcd itself
     *     included
     * @param ours for our own questions
     */
    public static EtcdCluster startWithTls(Path folder, Path pki, SSLContext ours) {
        return started(new EtcdCluster(
                folder, 1, Optional.of(pki), HttpClient.newBuilder().sslContext(ours)));
    }

    private static EtcdCluster started(EtcdCluster cluster) {
        cluster.awaitAll();
        return cluster;
    }

    public int size() {
        return ports.size();
    }

    /** The value of {@code --etcd}. */
    public String urls() {
        return ports.stream().map(this::clientUrl).collect(Collectors.joining(","));
    }

    public Child member(int member) {
        return members.get(member);
    }

    /** Starts a member that has ended, with what it had stored. */
    public void restart(int member) {
        members.get(member).close();
        members.set(member, launch(member));
    }

    /** Returns when every member answers for the majority. */
    public void awaitAll() {
        IntStream.range(0, size()).forEach(this::awaitAnswer);
    }

    /** Returns when this member answers for the majority. */
    public void awaitAnswer(int member) {
        await("etcd member " + member + " answers, see " + folder)
                .atMost(START_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> ask(member, "kv/range", key("x")).has("header"));
    }

    /** What a key has. */
    public record Stored(String value, long created, long modified) {}

    /** As the first member that answers says it for the majority. */
    public Optional<Stored> read(String key) throws InterruptedException {
        return stored(ask("kv/range", key(key)));
    }

    /** Writes if the key is still what was read; whether it was. */
    public boolean write(String key, Optional<Stored> onto, String value) throws InterruptedException {
        var modified = onto.map(Stored::modified).orElse(0L);
        return ask(
                        "kv/txn",
                        "{\"compare\":[{\"key\":\"%1$s\",\"target\":\"MOD\",\"mod_revision\":\"%2$d\"}],\"success\":[{\"request_put\":{\"key\":\"%1$s\",\"value\":\"%3$s\"}}]}"
                                .formatted(base64(key), modified, base64(value)))
                .path("succeeded")
                .asBoolean();
    }

    /** Every value that the key ever had, oldest first. */
    public List<String> history(String key) throws InterruptedException {
        var last = read(key).orElseThrow();
        var values = new ArrayList<String>();
        for (var revision = last.created(); revision <= last.modified(); revision++) {
            var then = stored(ask("kv/range", "{\"key\":\"%s\",\"revision\":\"%d\"}".formatted(base64(key), revision)))
                    .orElseThrow();
            if (then.modified() == revision) {
                values.add(then.value());
            }
        }
        return values;
    }

    @Override
    public void close() {
        members.forEach(Child::close);
        http.close();
    }

    /** What the first member that answers says to a request of etcd's JSON gateway. */
    public JsonNode ask(String path, String body) throws InterruptedException {
        var failures = new ArrayList<String>();
        for (var member = 0; member < size(); member++) {
            try {
                return ask(member, path, body);
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
        throw new IllegalStateException("no member of etcd answers: " + failures + ", see " + folder);
    }

    private JsonNode ask(int member, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(clientUrl(ports.get(member)) + "/v3/" + path))
                .timeout(REQUEST_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private static Optional<Stored> stored(JsonNode answer) {
        var found = answer.path("kvs").path(0);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        var value = new String(Base64.getDecoder().decode(found.path("value").asText()), UTF_8);
        return Optional.of(new Stored(
                value,
                found.path("create_revision").asLong(),
                found.path("mod_revision").asLong()));
    }

    private static String key(String key) {
        return "{\"key\":\"%s\"}".formatted(base64(key));
    }

    /** As keys and values are written in JSON. */
    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private String clientUrl(int port) {
        return (pki.isPresent() ? "https" : "http") + "://127.0.0.1:" + port;
    }

    private static String peerUrl(int port) {
        return "http://127.0.0.1:" + port;
    }

    private Child launch(int member) {
        var client = clientUrl(ports.get(member));
        var peer = peerUrl(peerPorts.get(member));
        var cluster = IntStream.range(0, ports.size())
                .mapToObj(other -> "member-" + other + "=" + peerUrl(peerPorts.get(other)))
                .collect(Collectors.joining(","));
        var command = new ArrayList<>(List.of(
                Workspace.controlPlanePrograms().resolve("etcd").toString(),
                "--name=member-" + member,
                "--data-dir=" + folder.resolve("member-" + member),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + cluster,
                // Survives kill -9, which is what we do to it; only the machine's own crash would lose data.
                "--unsafe-no-fsync",
                "--log-level=warn"));
        pki.ifPresent(keys -> command.addAll(List.of(
                "--cert-file=" + keys.resolve("etcd.crt"),
                "--key-file=" + keys.resolve("etcd.key"),
                "--trusted-ca-file=" + keys.resolve("clients.crt"),
                "--client-cert-auth")));
        return Launcher.start(
                new Program("etcd/" + member, command, Map.of(), folder.resolve("member-" + member + ".log")),
                Lifetime.tiedToUs());
    }
}
