package io.regionpair.e2e.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Thousands of long polls, each on a connection of its own, driven by one thread so that the clients' own cost stays small. */
final class Waiters implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern REVISION = Pattern.compile("\"revision\":\"([^\"]+)\"");

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
    private final String path;

    /** Connects all of them, and each asks at once: the server doesn't wait for ever for a request. */
    Waiters(int number, int port, String path, String revision) throws IOException {
        this.path = path;
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (var i = 0; i < number; i++) {
            var channel = SocketChannel.open(address);
            send(channel, revision);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channels.add(channel);
        }
    }

    /** Sends everybody's request; an answer is due when the revision is another one. */
    void ask(String revision) throws IOException {
        for (var channel : channels) {
            send(channel, revision);
        }
    }

    private void send(SocketChannel channel, String revision) throws IOException {
        var request = "GET " + path + "?since=" + revision + "&wait=600 HTTP/1.1\r\nHost: bench\r\n\r\n";
        var bytes = ByteBuffer.wrap(request.getBytes(ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Takes everybody's answer.
     *
     * @return when the last one came, by {@link System#nanoTime()}
     */
    long awaitAnswers() throws IOException {
        var missing = channels.size();
        var limit = System.nanoTime() + LIMIT.toNanos();
        var last = 0L;
        while (missing > 0) {
            if (selector.select(1000) == 0 && System.nanoTime() > limit) {
                throw new IllegalStateException(missing + " of " + channels.size() + " got no answer");
            }
            for (var keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                var key = keys.next();
                keys.remove();
                missing -= take((SocketChannel) key.channel());
            }
            last = System.nanoTime();
        }
        return last;
    }

    // An answer is a few hundred bytes, and the server writes it at once: it comes in one piece or the run ends here.
    private int take(SocketChannel channel) throws IOException {
        buffer.clear();
        var length = channel.read(buffer);
        if (length < 0) {
            throw new IllegalStateException("the server cut a client that waited");
        }
        var complete = length > 2 && buffer.get(length - 1) == '\n' && buffer.get(length - 2) == '}';
        if (!complete) {
            var text = new byte[length];
            buffer.get(0, text);
            throw new IllegalStateException("not an answer in one piece: " + new String(text, ISO_8859_1));
        }
        return 1;
    }

    /** The revision in a document. */
    static String revisionIn(String document) {
        var found = REVISION.matcher(document);
        if (!found.find()) {
            throw new IllegalStateException("no revision in " + document);
        }
        return found.group(1);
    }

    @Override
    public void close() throws IOException {
        for (var channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
