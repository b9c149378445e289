package io.regionpair.e2e.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A line to a server on this machine that can be cut and be slow. Cut, it is what a lost route is: nobody refuses anything, and nothing
 * gets through, on old connections and on new ones, until it is whole again. With several servers behind it, it is a balancer that
 * remembers nobody.
 */
public final class Link implements AutoCloseable {

    private final ServerSocket listener;
    private final IntSupplier server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private boolean cut;
    private boolean losesAnswers;
    private Duration delay = Duration.ZERO;

    /** A line to this port, and for each connection that comes to {@code port}, one of its own. */
    public Link(int port, int server) {
        this(port, () -> server);
    }

    /**
     * The same, to the port that {@code server} names for each connection anew.
     *
     * @param server called by one thread at a time
     */
    public Link(int port, IntSupplier server) {
        this.server = server;
        try {
            this.listener = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("the line cannot begin at port " + port, e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that came, cut or not. */
    public int connections() {
        return connections.get();
    }

    /** Nothing gets through from now on, in either direction. */
    public synchronized void cut() {
        cut = true;
    }

    /** What is asked arrives from now on, and nothing comes back. */
    public synchronized void losesAnswers() {
        losesAnswers = true;
    }

    /** Each piece of data takes this long from now on, in either direction; the line is whole. */
    public synchronized void delays(Duration time) {
        delay = time;
        cut = false;
        losesAnswers = false;
        notifyAll();
    }

    /** What was under way when it was cut arrives now. */
    public void heals() {
        delays(Duration.ZERO);
    }

    @Override
    public void close() {
        close(listener);
        open.forEach(Link::close);
        threads.shutdownNow();
        threads.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                open.add(near);
                connections.incrementAndGet();
                var port = server.getAsInt();
                threads.execute(() -> connect(near, port));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket near, int port) {
        try (near) {
            awaitWhole(false);
            try (var far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.add(far);
                var back = threads.submit(() -> carry(far, near, true));
                carry(near, far, false);
                back.get();
                open.remove(far);
            }
        } catch (IOException | ExecutionException hungUp) {
            return;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    /** Until the sender has sent all; the other direction may go on. */
    private Void carry(Socket from, Socket to, boolean answers) throws IOException, InterruptedException {
        var in = from.getInputStream();
        var out = to.getOutputStream();
        var piece = new byte[16 * 1024];
        for (var length = in.read(piece); length >= 0; length = in.read(piece)) {
            TimeUnit.NANOSECONDS.sleep(awaitWhole(answers).toNanos());
            awaitWhole(answers);
            out.write(piece, 0, length);
        }
        awaitWhole(answers);
        to.shutdownOutput();
        return null;
    }

    private synchronized Duration awaitWhole(boolean answers) throws InterruptedException {
        while (cut || (answers && losesAnswers)) {
            wait();
        }
        return delay;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyGone) {
            return;
        }
    }
}
