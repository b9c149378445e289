package io.regionpair.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regionpair.e2e.operator.DemoPki;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Stands where the other region's operator is looked for, with that region's certificate. It forwards what it is asked to the real
 * operator and brings back the answer, or goes wrong on command, one way at a time, for every connection that comes after the command.
 *
 * <p>Wherever a wrong answer can carry a yes, it does: to the attempt that is asked for, and wrong in one point only. Whoever overlooks
 * that point starts.
 */
public final class FaultyPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A real operator answers within two seconds or nobody waits for it. */
    private static final Duration FORWARDING = Duration.ofSeconds(10);

    /** What to do with a request. */
    @FunctionalInterface
    private interface Behaviour {
        void answer(RawHttp.Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * What to do with a connection.
     *
     * @param shown the certificate; absent: not even a handshake
     */
    private record Mode(@Nullable SSLContext shown, Behaviour behaviour) {}

    private final int port;
    private final String operator;
    private final DemoPki pki;
    private final SSLContext own;
    private final HttpClient forwarder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Mode mode;
    private volatile String lastYes = "";
    private @Nullable ServerSocket listener;

    /**
     * Starts with forwarding.
     *
     * @param operator the real one's endpoint
     * @param pki which has certificates for both regions
     * @param region the one that it stands for
     * @param asker the other one, in whose name the real operator is asked
     */
    public FaultyPeer(int port, String operator, DemoPki pki, String region, String asker) {
        this.port = port;
        this.operator = operator;
        this.pki = pki;
        this.own = pki.context(region, List.of(DemoPki.AUTHORITY));
        this.mode = new Mode(own, this::forward);
        this.forwarder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(pki.context(asker, List.of(DemoPki.AUTHORITY)))
                .connectTimeout(FORWARDING)
                .build();
        listen();
    }

    public String url() {
        return "https://localhost:" + port;
    }

    /** The last yes that was forwarded, as JSON; empty before the first. */
    public String lastYes() {
        return lastYes;
    }

    /** Works. */
    public void forwards() {
        mode = new Mode(own, this::forward);
        listen();
    }

    /** Refuses connections and resets those that it has, until the next {@link #forwards}. */
    public synchronized void goesDown() {
        close(listener);
        listener = null;
        open.forEach(FaultyPeer::close);
    }

    /** Accepts connections and doesn't even shake hands. */
    public void hangs() {
        mode = new Mode(null, (_, _) -> {});
    }

    /** Shakes hands, takes the request and never answers. */
    public void saysNothing() {
        answers((_, _) -> new CountDownLatch(1).await());
    }

    /** A yes, one byte a second: whoever has a limit for each read only, waits for minutes. */
    public void drips() {
        answers((request, out) -> {
            for (var letter : RawHttp.response(200, yes(request)).getBytes(UTF_8)) {
                out.write(letter);
                out.flush();
                TimeUnit.SECONDS.sleep(1);
            }
        });
    }

    /** A yes under a status that makes it none. */
    public void answersStatus(int status) {
        answers((request, out) -> RawHttp.send(out, RawHttp.response(status, yes(request))));
    }

    /** As an operator that has no such RegionPair. */
    public void knowsNoPair() {
        says(404, "{\"reason\":\"PeerHasNoPair\",\"message\":\"There is no RegionPair of this name here\"}");
    }

    public void answersNotJson() {
        says(200, "<html><body>passive: true</body></html>");
    }

    /** Promises a whole yes, sends half of it and hangs up. */
    public void hangsUp() {
        answers((request, out) -> RawHttp.send(out, half(RawHttp.response(200, yes(request)))));
    }

    /** A yes that was cut before it was sent: complete for HTTP, and no JSON. */
    public void truncates() {
        answers((request, out) -> RawHttp.send(out, RawHttp.response(200, half(yes(request)))));
    }

    /** A yes that was heard before, word by word. */
    public void replays(String yes) {
        says(200, yes);
    }

    /** A yes to what is asked, with a change that makes it none. */
    public void lies(Consumer<ObjectNode> change) {
        answers((request, out) -> RawHttp.send(out, RawHttp.response(200, yes(request, change))));
    }

    /** Shows another certificate of the PKI, by its alias, and says yes to whoever believes it. */
    public void shows(String alias) {
        mode = new Mode(
                pki.context(alias, List.of(DemoPki.AUTHORITY)),
                (request, out) -> RawHttp.send(out, RawHttp.response(200, yes(request))));
    }

    @Override
    public void close() {
        goesDown();
        threads.shutdownNow();
        threads.close();
        forwarder.shutdownNow();
    }

    private void answers(Behaviour behaviour) {
        mode = new Mode(own, behaviour);
    }

    private void says(int status, String body) {
        answers((_, out) -> RawHttp.send(out, RawHttp.response(status, body)));
    }

    private synchronized void listen() {
        if (listener == null) {
            try {
                var socket = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
                listener = socket;
                threads.execute(() -> accept(socket));
            } catch (IOException e) {
                throw new UncheckedIOException("the peer cannot listen on port " + port, e);
            }
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                var socket = from.accept();
                open.add(socket);
                threads.execute(() -> serve(socket, mode));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Mode now) {
        try (socket) {
            if (now.shown() == null) {
                new CountDownLatch(1).await();
            } else {
                answer(socket, now.shown(), now.behaviour());
            }
        } catch (IOException hungUp) {
            return;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static void answer(Socket socket, SSLContext shown, Behaviour behaviour)
            throws IOException, InterruptedException {
        try (var tls = (SSLSocket) shown.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true)) {
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(true);
            behaviour.answer(RawHttp.read(tls.getInputStream()), tls.getOutputStream());
        }
    }

    private void forward(RawHttp.Request request, OutputStream out) throws IOException, InterruptedException {
        var body = request.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body());
        var forwarded = HttpRequest.newBuilder(URI.create(operator + request.path()))
                .timeout(FORWARDING)
                .header("Content-Type", "application/json")
                .method(request.method(), body)
                .build();
        var response = forwarder.send(forwarded, BodyHandlers.ofString());
        if (JSON.readTree(response.body()).path("passive").asBoolean()) {
            lastYes = response.body();
        }
        RawHttp.send(out, RawHttp.response(response.statusCode(), response.body()));
    }

    private String yes(RawHttp.Request request) throws IOException {
        return yes(request, _ -> {});
    }

    /** To exactly this question, and of everything that the last real yes covered. To a look at the state, which asks nothing, nothing. */
    private String yes(RawHttp.Request request, Consumer<ObjectNode> change) throws IOException {
        var question = JSON.readTree(request.body());
        var yes = (ObjectNode) JSON.readTree(lastYes.isEmpty() ? "{}" : lastYes);
        for (var field : List.of("protocolVersion", "pair", "from", "to", "attempt")) {
            yes.set(field, question.path(field));
        }
        change.accept(yes);
        return question.isObject() ? yes.toString() : "{}";
    }

    private static String half(String text) {
        return text.substring(0, text.length() / 2);
    }

    private static void close(@Nullable AutoCloseable socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (Exception alreadyGone) {
            return;
        }
    }
}
