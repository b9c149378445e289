package io.regionpair.grant;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.regionpair.ops.HttpEndpoint;
import io.regionpair.ops.HttpHandler;
import io.regionpair.ops.HttpRequest;
import io.regionpair.ops.HttpResponse;
import io.regionpair.ops.StrictJson;
import io.regionpair.protocol.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets guards ask, and answers what the {@link Granter} decides. */
public final class GrantServer implements HttpHandler {

    private static final int MAX_BODY = 4 * 1024;

    /** A guard asks again after less; a longer one only lets work pile up. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** Longer than guards pause between two requests, so that each keeps its connection. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** One for each guarded pod, and their successors' in a rollout. */
    private static final int MAX_CONNECTIONS = 4096;

    private static final Pattern PATH = Pattern.compile("/v1/pairs/([^/]+)/grants");

    /** A grant as it is sent; both times in milliseconds after the guard sent its request. */
    record Granted(
            @JsonProperty(required = true) String nonce,
            @JsonProperty(required = true) long term,
            @JsonProperty(required = true) long stopAfterMillis,
            @JsonProperty(required = true) long killAfterMillis) {}

    /** Any other answer, for people. */
    record Refused(
            @JsonProperty(required = true) String reason,
            @JsonProperty(required = true) String message) {}

    private final Granter granter;
    private final MeterRegistry meters;

    GrantServer(Granter granter, MeterRegistry meters) {
        this.granter = granter;
        this.meters = meters;
    }

    /**
     * Listens from now on.
     *
     * @param address empty: all addresses
     * @param port 0: any free one
     */
    public static HttpEndpoint start(String address, int port, Granter granter, MeterRegistry meters)
            throws IOException {
        var http = new HttpEndpoint.Settings(
                "grants", address, port, MAX_BODY, DEADLINE, IDLE, MAX_CONNECTIONS, Optional.empty());
        return HttpEndpoint.start(http, new GrantServer(granter, meters));
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws InterruptedException {
        var path = PATH.matcher(request.path());
        if (!path.matches()) {
            return refused(404, "PathUnknown", "There is /v1/pairs/<pair>/grants");
        }
        if (!request.method().equals("POST")) {
            return refused(405, "MethodUnknown", "Only POST");
        }
        try {
            var ask = StrictJson.read(request.body(), Ask.class);
            return answer(path.group(1), ask);
        } catch (StrictJson.UnreadableException e) {
            return refused(400, "QuestionMalformed", "The question can't be read: " + e.words());
        }
    }

    private HttpResponse answer(String pair, Ask ask) throws InterruptedException {
        return switch (granter.answer(pair, new Grant.Request(ask.component(), ask.holds()))
                .orElse(null)) {
            case null -> refused(503, "NotLeading", "This process doesn't drive such a pair; another replica may");
            case Grant.Answer.Granted(var grant) -> {
                count("Granted");
                yield HttpResponse.json(
                        200,
                        StrictJson.write(new Granted(
                                ask.nonce(),
                                grant.term(),
                                grant.stopAfter().toMillis(),
                                grant.killAfter().toMillis())));
            }
            case Grant.Answer.Refused(var reason, var message) -> refused(403, reason.name(), message);
        };
    }

    private HttpResponse refused(int status, String reason, String message) {
        count(reason);
        return HttpResponse.json(status, StrictJson.write(new Refused(reason, message)));
    }

    /** All reasons are this program's own words, so they are few. */
    private void count(String outcome) {
        Counter.builder("regionpair.grants")
                .description("Requests of guards in pods, by what came of them: Granted, or the reason why not")
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }
}
