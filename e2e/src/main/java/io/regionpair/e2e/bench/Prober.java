package io.regionpair.e2e.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A well-behaved client: again and again one request on a new connection, as the operator polls. Remembers how long each took. */
final class Prober implements AutoCloseable {

    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);

    private final int port;
    private final List<Long> micros = new ArrayList<>();
    private int failed;
    private volatile boolean ended;

    Prober(int port) {
        this.port = port;
        Thread.ofPlatform().name("prober").daemon().start(this::run);
    }

    private void run() {
        while (!ended) {
            var begin = System.nanoTime();
            var good = ask();
            synchronized (this) {
                if (good) {
                    micros.add((System.nanoTime() - begin) / 1000);
                } else {
                    failed++;
                }
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private boolean ask() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(REQUEST);
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.startsWith("HTTP/1.1 200") && answer.endsWith("}\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** What was seen since the last call. */
    synchronized String figures() {
        var sorted = micros.stream().sorted().toList();
        var text = sorted.isEmpty()
                ? "no answer"
                : "p50 %.2f ms, p99 %.2f ms, slowest %.2f ms of %,d"
                        .formatted(at(sorted, 50), at(sorted, 99), at(sorted, 100), sorted.size());
        var all = text + (failed == 0 ? ", none failed" : ", " + failed + " FAILED");
        micros.clear();
        failed = 0;
        return all;
    }

    private static double at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1000.0;
    }

    @Override
    public void close() {
        ended = true;
    }
}
