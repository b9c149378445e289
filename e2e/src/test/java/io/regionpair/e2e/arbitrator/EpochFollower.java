package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that waits at one instance with long polls, and notes every epoch that it is told of. */
final class EpochFollower implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int WAIT_SECONDS = 5;

    private final String url;
    private final List<Long> epochs = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    private EpochFollower(URI url) {
        this.url = url.toString();
        this.thread = Thread.ofVirtual().name("follower").unstarted(this::follow);
    }

    static EpochFollower start(URI document) {
        var follower = new EpochFollower(document);
        follower.thread.start();
        return follower;
    }

    /** Each epoch as it was told, a repeated one once. */
    List<Long> epochs() {
        return epochs;
    }

    List<String> failures() {
        return failures;
    }

    long last() {
        return epochs.isEmpty() ? 0 : epochs.getLast();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        var revision = "";
        while (!closed && failures.size() < 3) {
            try {
                var query = revision.isEmpty() ? "" : "?since=" + revision + "&wait=" + WAIT_SECONDS;
                var document = JSON.readTree(text(query));
                var epoch = document.path("epoch").asLong();
                if (last() != epoch) {
                    epochs.add(epoch);
                }
                revision = document.path("revision").asText();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    private String text(String query) throws IOException {
        var connection = (HttpURLConnection) URI.create(url + query).toURL().openConnection();
        connection.setReadTimeout((WAIT_SECONDS + 10) * 1000);
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
