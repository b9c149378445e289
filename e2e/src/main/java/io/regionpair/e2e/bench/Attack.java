package io.regionpair.e2e.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;

/** What clients do on purpose. */
enum Attack {
    /** Connections that send a byte of a request now and then and never end it. */
    SLOW_LORIS("GET / HTTP/1.1\r\nX:", "x", false),
    OVERSIZED_HEADERS("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(60_000), "", true),
    PIPELINED_GARBAGE("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(50) + "\0\1\2 garbage \r\n\r\n".repeat(50), "", true),
    TLS_GARBAGE("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "\u00aa".repeat(500), "", true);

    /** How many of an attacker's connections are open at once; this process may open as many and some. */
    private static final int OPEN = 15_000;

    private final String first;
    private final String drop;
    private final boolean closes;

    Attack(String first, String drop, boolean closes) {
        this.first = first;
        this.drop = drop;
        this.closes = closes;
    }

    /**
     * Opens that many connections as fast as it can, and keeps on until the time is over.
     *
     * @return connections opened
     */
    int run(int port, int connections, Duration atLeast) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var open = new ArrayDeque<SocketChannel>();
        var end = System.nanoTime() + atLeast.toNanos();
        var opened = 0;
        try {
            while (opened < connections || System.nanoTime() < end) {
                if (opened < connections || closes) {
                    open.add(attack(address));
                    opened++;
                }
                while (open.size() > (closes ? 500 : OPEN)) {
                    open.remove().close();
                }
                if (!closes && (opened % 500 == 0 || opened >= connections)) {
                    open.forEach(this::drip);
                }
            }
            return opened;
        } finally {
            for (var channel : open) {
                channel.close();
            }
        }
    }

    private SocketChannel attack(InetSocketAddress address) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.connect(address);
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(first.getBytes(ISO_8859_1)));
        } catch (IOException refused) {
            // The server's right.
        }
        return channel;
    }

    private void drip(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(drop.getBytes(ISO_8859_1)));
        } catch (IOException cut) {
            // What it deserved.
        }
    }
}
