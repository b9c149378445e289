package io.regionpair.arbitrator.client;

import static io.regionpair.arbitrator.client.Asking.EU;
import static io.regionpair.arbitrator.client.Asking.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that a misbehaving arbitrator sends is kept. */
class ArbitratorHeapTest {

    private static final int CLIENTS = 8;
    private static final int POLLS = 125;
    private static final long BOUND = 8L << 20;

    @Test
    void aThousandPollsOfMisbehavingEndpointsLeaveNothingBehind() throws Exception {
        var servers = misbehaving();
        var endpoints = servers.stream().map(ScriptedServer::url).toArray(String[]::new);
        poll(endpoints, 10);

        var before = heapAfterCollection();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> polling = () -> poll(endpoints, POLLS);
            for (var done : threads.invokeAll(
                    Stream.generate(() -> polling).limit(CLIENTS).toList())) {
                done.get();
            }
        }
        var grown = heapAfterCollection() - before;

        System.out.printf("heap: %d polls changed it by %,d KiB%n", CLIENTS * POLLS, grown >> 10);
        assertThat(grown).isLessThan(BOUND);
        servers.forEach(ScriptedServer::close);
    }

    private static List<ScriptedServer> misbehaving() {
        var block = new byte[1 << 16];
        return List.of(
                ScriptedServer.plain(ScriptedServer.Talk::hang),
                ScriptedServer.plain(talk -> talk.drip(ok(EU), 5)),
                ScriptedServer.plain(talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                    forever(talk, block);
                }),
                ScriptedServer.plain(talk -> {
                    talk.say("HTTP/1.0 200 OK\r\n\r\n");
                    forever(talk, block);
                }),
                ScriptedServer.plain(talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n{");
                    talk.reset();
                }),
                ScriptedServer.saying("garbage\r\n\r\n"),
                ScriptedServer.saying("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
    }

    private static void forever(ScriptedServer.Talk talk, byte[] block) throws IOException {
        while (true) {
            talk.say(block);
        }
    }

    private static Void poll(String[] endpoints, int times) throws Exception {
        try (var client = Asking.client(Duration.ofMillis(20), endpoints)) {
            for (var i = 0; i < times; i++) {
                client.poll();
            }
        }
        return null;
    }

    private static long heapAfterCollection() throws InterruptedException {
        var least = Long.MAX_VALUE;
        for (var i = 0; i < 5; i++) {
            System.gc();
            // Cleaners and reference handlers run between two collections.
            Thread.sleep(50);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
