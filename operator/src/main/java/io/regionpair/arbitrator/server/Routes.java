package io.regionpair.arbitrator.server;

import io.regionpair.ops.AsyncExchange;
import io.regionpair.ops.AsyncHandler;
import io.regionpair.ops.PreparedAnswer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who asks for what. Answers at once from what is published, or lets the client wait. */
final class Routes implements AsyncHandler {

    private static final Pattern PAIR = Pattern.compile("/v1/pairs/([^/]+)(?:/regions/([^/]+))?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private static final PreparedAnswer GET_ONLY =
            PreparedAnswer.text(405, Map.of("Allow", "GET, HEAD"), "Only GET and HEAD.\n");
    private static final PreparedAnswer NO_SUCH_PAIR = refusal(404, "There is no such pair.\n");
    private static final PreparedAnswer NO_SUCH_PATH =
            refusal(404, "There are /v1/pairs/<pair> and /v1/pairs/<pair>/regions/<region>.\n");
    private static final PreparedAnswer NOT_ACTIVE = refusal(404, "not active\n");
    private static final PreparedAnswer NO_DEFAULT =
            refusal(404, "There are several pairs, and --default-pair names none of them for this path.\n");
    private static final PreparedAnswer NO_DOCUMENT = refusal(503, "There is no valid document of this pair yet.\n");
    private static final PreparedAnswer NO_SECONDS = refusal(400, "\"wait\" is a whole number of seconds.\n");
    private static final PreparedAnswer FULL = PreparedAnswer.text(
            503,
            Map.of("Cache-Control", "no-store", "Retry-After", "5"),
            "As many wait as may. Ask without \"wait\" meanwhile.\n");

    private final Pairs pairs;
    private final InstantSource clock;
    private final Duration maxWait;
    private final WaitingRoom room;
    private final LongAdder requests = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();

    Routes(Pairs pairs, InstantSource clock, Duration maxWait, int maxWaiting, int threads) {
        this.pairs = pairs;
        this.clock = clock;
        this.maxWait = maxWait;
        this.room = new WaitingRoom(maxWaiting, threads, this::answerNow);
    }

    WaitingRoom room() {
        return room;
    }

    /** All requests that were understood. */
    long requests() {
        return requests.sum();
    }

    /** Long polls refused because the room was full. */
    long turnedAway() {
        return turnedAway.sum();
    }

    @Override
    public void handle(AsyncExchange exchange) {
        requests.increment();
        var method = exchange.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.answer(GET_ONLY);
        } else if (exchange.path().startsWith("/v1/")) {
            versionOne(exchange);
        } else {
            exchange.answer(twoFields());
        }
    }

    private PreparedAnswer twoFields() {
        var pair = pairs.defaultPair();
        if (pair.isEmpty()) {
            return pairs.all().isEmpty() ? NO_DOCUMENT : NO_DEFAULT;
        }
        return pair.get()
                .served()
                .map(served -> served.twoFields(clock.instant()))
                .orElse(NO_DOCUMENT);
    }

    private void versionOne(AsyncExchange exchange) {
        var path = PAIR.matcher(exchange.path());
        if (!path.matches()) {
            exchange.answer(NO_SUCH_PATH);
            return;
        }
        var pair = pairs.find(path.group(1));
        if (pair.isEmpty()) {
            exchange.answer(NO_SUCH_PAIR);
        } else if (path.group(2) != null) {
            exchange.answer(region(pair.get(), path.group(2)));
        } else {
            document(pair.get(), exchange);
        }
    }

    private PreparedAnswer region(Pair pair, String region) {
        return pair.served()
                .map(served -> served.document().active().equals(region) ? served.active(clock.instant()) : NOT_ACTIVE)
                .orElse(NO_DOCUMENT);
    }

    private void document(Pair pair, AsyncExchange exchange) {
        var since = parameter(exchange, "since");
        var wait = parameter(exchange, "wait");
        if (wait.isPresent() && !SECONDS.matcher(wait.get()).matches()) {
            exchange.answer(NO_SECONDS);
            return;
        }
        var patience = wait.map(this::bounded).orElse(Duration.ZERO);
        if (since.isEmpty() || patience.isZero() || !hasThat(pair, since.get())) {
            answerNow(pair, exchange);
        } else if (!room.park(pair, exchange, since.get(), patience)) {
            turnedAway.increment();
            exchange.answer(FULL);
        }
    }

    private Duration bounded(String seconds) {
        var wanted = Duration.ofSeconds(Integer.parseInt(seconds));
        return wanted.compareTo(maxWait) < 0 ? wanted : maxWait;
    }

    private static boolean hasThat(Pair pair, String revision) {
        return pair.served().map(served -> served.revision().equals(revision)).orElse(false);
    }

    private void answerNow(Pair pair, AsyncExchange exchange) {
        exchange.answer(pair.served().map(served -> answer(served, exchange)).orElse(NO_DOCUMENT));
    }

    private PreparedAnswer answer(Served served, AsyncExchange exchange) {
        var now = clock.instant();
        var known = exchange.header("If-None-Match").map(tags -> matches(tags, served.revision()));
        return known.orElse(false) ? served.same(now) : served.whole(now);
    }

    private static boolean matches(String tags, String revision) {
        return Stream.of(tags.split(","))
                .map(String::strip)
                .anyMatch(tag ->
                        tag.equals("*") || tag.equals("\"" + revision + "\"") || tag.equals("W/\"" + revision + "\""));
    }

    private static Optional<String> parameter(AsyncExchange exchange, String name) {
        return Stream.of(exchange.query().split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .findFirst()
                .map(pair -> decoded(pair.substring(name.length() + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // Nobody's revision and no number.
            return text;
        }
    }

    private static PreparedAnswer refusal(int status, String text) {
        return PreparedAnswer.text(status, Map.of("Cache-Control", "no-store"), text);
    }
}
