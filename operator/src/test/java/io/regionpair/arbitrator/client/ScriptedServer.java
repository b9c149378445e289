package io.regionpair.arbitrator.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server on loopback that says, byte by byte, what a test wants; it knows nothing about HTTP but where a request's head ends. */
final class ScriptedServer implements AutoCloseable {

    /** What to do with one connection, after its first request was read. The socket is closed when it returns. */
    @FunctionalInterface
    interface Script {
        void talk(Talk talk) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private ScriptedServer(String scheme, ServerSocket listener, Script script) {
        this.scheme = scheme;
        this.listener = listener;
        this.script = script;
        threads.submit(this::accept);
    }

    static ScriptedServer plain(Script script) {
        try {
            return new ScriptedServer("http", new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ScriptedServer tls(SSLContext context, boolean needsClientCertificate, Script script) {
        try {
            var listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 500, InetAddress.getLoopbackAddress());
            listener.setNeedClientAuth(needsClientCertificate);
            return new ScriptedServer("https", listener, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that answers every connection with these characters and closes it. */
    static ScriptedServer saying(String response) {
        return plain(talk -> talk.say(response));
    }

    String url() {
        return url("localhost");
    }

    String url(String host) {
        return scheme + "://" + host + ":" + listener.getLocalPort() + "/";
    }

    int connections() {
        return connections.get();
    }

    /** Bytes that left through all connections so far, those in the system's buffers included. */
    long written() {
        return written.get();
    }

    /** The head of the first request of each connection, in the order of their arrival; no more than the first ten. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        threads.close();
    }

    private Void accept() throws IOException {
        while (true) {
            var socket = listener.accept();
            connections.incrementAndGet();
            open.add(socket);
            threads.submit(() -> serve(socket));
        }
    }

    private Void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            var request = head(socket.getInputStream());
            remember(request);
            script.talk(new Talk(request, socket, socket.getOutputStream()));
        } finally {
            open.remove(socket);
        }
        return null;
    }

    // Bounded, or the heap test would measure this list.
    private void remember(String request) {
        if (requests.size() < 10) {
            requests.add(request);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** One connection, seen by a script. */
    final class Talk {

        private final String request;
        private final Socket socket;
        private final OutputStream out;

        private Talk(String request, Socket socket, OutputStream out) {
            this.request = request;
            this.socket = socket;
            this.out = out;
        }

        /** The head of the request. */
        String request() {
            return request;
        }

        void say(String text) throws IOException {
            say(text.getBytes(ISO_8859_1));
        }

        void say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            written.addAndGet(bytes.length);
        }

        /** Says nothing until the other side has gone. */
        void hang() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // The client has nothing more to say.
            }
        }

        void drip(String text, long pauseMillis) throws IOException, InterruptedException {
            for (var character : text.split("")) {
                say(character);
                Thread.sleep(pauseMillis);
            }
        }

        /** Ends the connection with a reset instead of an orderly close. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
