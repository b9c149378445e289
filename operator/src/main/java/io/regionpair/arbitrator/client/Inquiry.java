package io.regionpair.arbitrator.client;

import io.regionpair.api.Reason;
import io.regionpair.arbitrator.Document;
import io.regionpair.protocol.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** One request to one endpoint. Whatever comes back becomes an {@link Answer}. */
final class Inquiry implements Callable<Reply> {

    private static final int MAX_AGE_DIGITS = 9;

    private final Endpoint endpoint;
    private final ArbitratorSettings settings;
    private final InstantSource wallClock;
    private final Duration deadline;
    private final Call call;

    private Inquiry(
            Endpoint endpoint, ArbitratorSettings settings, InstantSource wallClock, Duration deadline, Call call) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.wallClock = wallClock;
        this.deadline = deadline;
        this.call = call;
        call.timeout().timeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Asks for what the document is now. */
    static Inquiry ofNow(Endpoint endpoint, ArbitratorSettings settings, InstantSource wallClock, OkHttpClient http) {
        var call = http.newCall(request(endpoint.url().newBuilder()));
        return new Inquiry(endpoint, settings, wallClock, settings.requestTimeout(), call);
    }

    /** Asks for the next document, and has the server wait for it. The deadline is the wait and the time for a request besides. */
    static Inquiry ofNext(
            Endpoint endpoint, Offer offer, ArbitratorSettings settings, InstantSource wallClock, OkHttpClient http) {
        var wait = offer.longest();
        var call = http.newCall(request(endpoint.url()
                .newBuilder()
                .setQueryParameter("since", offer.revision())
                .setQueryParameter("wait", Long.toString(wait.toSeconds()))));
        return new Inquiry(endpoint, settings, wallClock, wait.plus(settings.requestTimeout()), call);
    }

    private static Request request(HttpUrl.Builder url) {
        // The random parameter is for caches that ignore Cache-Control: nobody has an answer to this URL yet.
        var unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
        return new Request.Builder()
                .url(url.addQueryParameter("_", unique).build())
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("Cache-Control", "no-cache, no-store")
                .header("Connection", "close")
                .header("User-Agent", "regionpair")
                .build();
    }

    Duration deadline() {
        return deadline;
    }

    @Override
    public Reply call() {
        try (var response = call.execute()) {
            try {
                return judge(response);
            } finally {
                // Closing a response reads on, to save the connection; after a cancel it cannot.
                call.cancel();
            }
        } catch (InterruptedIOException _) {
            return tooSlow();
        } catch (IOException e) {
            return unreachable(Reason.ArbitratorUnreachable, Failure.describe(e));
        }
    }

    /** Ends the request at once, wherever it is; does nothing to one that has ended. */
    void cancel() {
        call.cancel();
    }

    Reply tooSlow() {
        return unreachable(Reason.ArbitratorUnreachable, "no complete response within " + inSeconds(deadline));
    }

    Reply failed(Throwable defect) {
        return unreachable(
                Reason.ArbitratorUnreachable,
                "the operator failed to ask (" + defect.getClass().getSimpleName() + ")");
    }

    private Reply judge(Response response) throws IOException {
        if (response.code() != 200) {
            var redirect = response.code() / 100 == 3;
            return unreachable(redirect ? Reason.AnswerRedirected : Reason.AnswerStatus, "status " + response.code());
        }
        var encodings = response.headers("Content-Encoding");
        if (!encodings.stream().allMatch("identity"::equalsIgnoreCase)) {
            return invalid(Reason.AnswerMalformed, "the response has a content encoding, which wasn't asked for");
        }
        var age = judgeAge(response.headers("Age"));
        return age.isPresent() ? age.get() : judgeBody(response);
    }

    private Optional<Reply> judgeAge(List<String> ages) {
        for (var age : ages) {
            if (!age.matches("[0-9]+")) {
                return Optional.of(invalid(Reason.AnswerMalformed, "the Age header isn't a number of seconds"));
            }
            if (age.length() > MAX_AGE_DIGITS
                    || Long.parseLong(age) > settings.maxAge().toSeconds()) {
                var bound = inSeconds(settings.maxAge());
                return Optional.of(invalid(Reason.AnswerTooOld, "the Age header says more than " + bound));
            }
        }
        return Optional.empty();
    }

    private Reply judgeBody(Response response) throws IOException {
        var body = response.body();
        if (body.contentLength() > Document.MAX_BYTES || body.source().request(Document.MAX_BYTES + 1L)) {
            return invalid(Reason.AnswerTooLarge, "the body is larger than " + Document.MAX_BYTES + " bytes");
        }
        var text = body.source().readByteArray();
        return switch (read(text)) {
            case Document.Valid valid ->
                new Reply(
                        new Answer.Names(endpoint.configured(), valid.active(), valid.epoch(), valid.fenced()),
                        offer(valid, response));
            case Document.Rejected rejected -> invalid(rejected.reason(), rejected.detail());
        };
    }

    private Document read(byte[] text) {
        return settings.epochs()
                ? Document.read(text, settings.regions(), settings.maxAge(), wallClock.instant())
                : Document.readWithoutEpoch(text, settings.regions(), settings.maxAge(), wallClock.instant());
    }

    /** Not a word about the document: an offer that can't be read is no offer, and its answer is as good as any. */
    private static Optional<Offer> offer(Document.Valid document, Response response) {
        return Optional.ofNullable(response.header(Document.LONG_POLL_HEADER))
                .filter(seconds -> seconds.matches("[1-9][0-9]{0,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .flatMap(longest -> document.revision().map(revision -> new Offer(revision, longest)));
    }

    private Reply invalid(Reason reason, String detail) {
        return Reply.of(new Answer.Invalid(endpoint.configured(), reason, atHost(detail)));
    }

    private Reply unreachable(Reason reason, String detail) {
        return Reply.of(new Answer.Unreachable(endpoint.configured(), reason, atHost(detail)));
    }

    private String atHost(String detail) {
        return endpoint.url().host() + ": " + detail;
    }

    private static String inSeconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
