package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An arbitrator that goes wrong on command, one way at a time. It answers one request a connection. A new fault counts for connections
 * that come after it; those that are open keep what they have, except that {@link #goesDown} ends them.
 */
public final class FaultyArbitrator implements AutoCloseable {

    private static final long GIGABYTE = 1L << 30;

    /** What to do with a connection after its request was read. */
    @FunctionalInterface
    private interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket redirectTarget;
    private final AtomicInteger redirectsFollowed = new AtomicInteger();
    private volatile Behaviour behaviour;
    private @Nullable ServerSocket listener;

    /** Starts with naming this region. */
    public FaultyArbitrator(int port, String active) {
        this.port = port;
        this.behaviour = saying(document(active));
        this.redirectTarget = listen(0);
        threads.execute(this::countFollowers);
        comesBack();
    }

    public String url() {
        return "http://localhost:" + port + "/";
    }

    /** Requests that arrived, whatever became of them. */
    public int requests() {
        return requests.get();
    }

    /** Works, and names this region. */
    public void names(String region) {
        behaviour = saying(document(region));
    }

    /** Refuses connections and resets those that it has. */
    public synchronized void goesDown() {
        close(listener);
        listener = null;
        open.forEach(FaultyArbitrator::close);
    }

    /** Listens again, with the fault or the answer that it had. */
    public synchronized void comesBack() {
        if (listener == null) {
            var socket = listen(port);
            listener = socket;
            threads.execute(() -> accept(socket));
        }
    }

    /** Accepts requests and never answers. */
    public void saysNothing() {
        behaviour = _ -> new CountDownLatch(1).await();
    }

    /** A right answer, one byte a second: whoever has a limit for each read only, waits for a minute and more. */
    public void drips(String region) {
        behaviour = out -> {
            for (var character : ok(document(region)).getBytes(UTF_8)) {
                out.write(character);
                out.flush();
                TimeUnit.SECONDS.sleep(1);
            }
        };
    }

    /** Names the region, from a cache that has had it for so many seconds. */
    public void names(String region, int age) {
        behaviour = out -> send(out, ok(document(region)).replace("\r\n\r\n", "\r\nAge: " + age + "\r\n\r\n"));
    }

    public void answersStatus(int status) {
        behaviour = saying(status, "Error", "the backend is away");
    }

    /** To a server that names us; {@link #redirectsFollowed} tells who went there. */
    public void redirects() {
        behaviour = out -> send(
                out,
                "HTTP/1.1 302 Found\r\nLocation: http://localhost:" + redirectTarget.getLocalPort()
                        + "/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    /** Connections that came to the target of {@link #redirects}. */
    public int redirectsFollowed() {
        return redirectsFollowed.get();
    }

    /** Names the region at the end of a gigabyte of blanks, which JSON allows. */
    public void answersWithGigabyte(String region) {
        behaviour = out -> {
            var document = document(region);
            send(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + (GIGABYTE + document.length()) + "\r\n\r\n");
            var blanks = " ".repeat(1 << 16).getBytes(UTF_8);
            for (var sent = 0L; sent < GIGABYTE; sent += blanks.length) {
                out.write(blanks);
            }
            send(out, document);
        };
    }

    public void answersNotJson() {
        behaviour = saying("<html><body>eu is active</body></html>");
    }

    /** Promises the whole document, sends half of it and hangs up. */
    public void truncates(String region) {
        behaviour = out -> {
            var whole = ok(document(region));
            send(out, whole.substring(0, whole.length() - 12));
        };
    }

    /** One document that names both regions as active. */
    public void namesTwice(String first, String second) {
        behaviour =
                saying("{\"active\":\"%s\",\"active\":\"%s\",\"secondary\":\"%s\"}".formatted(first, second, first));
    }

    public void namesUnknownRegion() {
        behaviour = saying("{\"active\":\"ap\",\"secondary\":\"eu\"}");
    }

    public void namesActiveAsSecondary(String region) {
        behaviour = saying("{\"active\":\"%1$s\",\"secondary\":\"%1$s\"}".formatted(region));
    }

    /** Names the one, then the other, then the one again, a request each. */
    public void flaps(String first, String second) {
        var count = new AtomicInteger();
        behaviour = out -> send(out, ok(document(count.getAndIncrement() % 2 == 0 ? first : second)));
    }

    @Override
    public void close() {
        goesDown();
        close(redirectTarget);
        threads.shutdownNow();
        threads.close();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                var socket = from.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            readHead(socket);
            requests.incrementAndGet();
            behaviour.answer(socket.getOutputStream());
        } catch (IOException hungUp) {
            return;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void countFollowers() {
        while (!redirectTarget.isClosed()) {
            try (var socket = redirectTarget.accept()) {
                redirectsFollowed.incrementAndGet();
                readHead(socket);
                send(socket.getOutputStream(), ok(document("us")));
            } catch (IOException hungUp) {
                // It was counted; closing ends the loop.
            }
        }
    }

    private static void readHead(Socket socket) throws IOException {
        var last = 0;
        while (last != 0x0d0a0d0a) {
            var next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no request");
            }
            last = last << 8 | next;
        }
    }

    private static Behaviour saying(String body) {
        return saying(200, "OK", body);
    }

    private static Behaviour saying(int status, String reason, String body) {
        return out -> send(out, response(status, reason, body));
    }

    private static String document(String active) {
        return "{\"active\":\"%s\",\"secondary\":\"%s\"}".formatted(active, DocumentFile.other(active));
    }

    private static String ok(String body) {
        return response(200, "OK", body);
    }

    private static String response(int status, String reason, String body) {
        return "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, reason, body.length(), body);
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("the arbitrator cannot listen on port " + port, e);
        }
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
