package io.regionpair.peer;

import io.micrometer.core.instrument.MeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.ops.HttpEndpoint;
import io.regionpair.ops.HttpEndpoint.ClientCertificates;
import io.regionpair.ops.HttpHandler;
import io.regionpair.ops.HttpRequest;
import io.regionpair.ops.HttpResponse;
import io.regionpair.ops.LogKeys;
import io.regionpair.ops.StrictJson;
import io.regionpair.ops.TlsSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the other region ask. Judges who asks and whether the question is for this region; what to answer is the {@link PassiveAnswerer}'s
 * business.
 */
public final class PeerServer implements HttpHandler {

    /**
     * Where to listen, and who this is.
     *
     * @param address to listen on; empty: all
     * @param port 0: any free one
     * @param region this one
     * @param trustDomain of the URI names that are believed
     */
    public record Settings(String address, int port, String region, String trustDomain) {}

    /** A question takes a few hundred bytes; later versions may say more. */
    private static final int MAX_BODY = 256 * 1024;

    /**
     * For an answer. The client gives up after two seconds, so a longer one only lets work pile up that nobody waits for; a tenth of this
     * would refuse what a busy API server answers.
     */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Longer than a client keeps an unused connection, so that it is the client who closes it. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final int MAX_CONNECTIONS = 256;
    private static final Pattern PATH = Pattern.compile("/v1/pairs/([^/]+)/(passive|state)");

    private static final Logger log = LoggerFactory.getLogger(PeerServer.class);

    private final Settings settings;
    private final TlsSource tls;
    private final PassiveAnswerer answerer;
    private final Refusals refusals;

    private PeerServer(Settings settings, TlsSource tls, PassiveAnswerer answerer, Refusals refusals) {
        this.settings = settings;
        this.tls = tls;
        this.answerer = answerer;
        this.refusals = refusals;
    }

    /** Listens from now on; while {@code tls} has nothing, every handshake fails. */
    public static HttpEndpoint start(Settings settings, TlsSource tls, PassiveAnswerer answerer, MeterRegistry meters)
            throws IOException {
        var refusals = new Refusals(meters);
        var http = new HttpEndpoint.Settings(
                "peer",
                settings.address(),
                settings.port(),
                MAX_BODY,
                DEADLINE,
                IDLE,
                MAX_CONNECTIONS,
                Optional.of(new HttpEndpoint.Tls(tls, ClientCertificates.Required, refusals::handshakeFailed)));
        return HttpEndpoint.start(http, new PeerServer(settings, tls, answerer, refusals));
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws Exception {
        try {
            return HttpResponse.json(200, StrictJson.write(answer(request)));
        } catch (RefusedException refused) {
            return refusals.response(refused);
        }
    }

    private Object answer(HttpRequest request) throws Exception {
        var asking = authenticate(request);
        var path = PATH.matcher(request.path());
        if (!path.matches()) {
            throw new RefusedException(
                    404, "PathUnknown", "There is /v1/pairs/<pair>/passive and /v1/pairs/<pair>/state");
        }
        var pair = path.group(1);
        return switch (path.group(2)) {
            case "passive" -> {
                demandMethod("POST", request);
                yield passive(question(request, pair, asking));
            }
            default -> {
                demandMethod("GET", request);
                yield state(pair).orElseThrow(PeerServer::noSuchPair);
            }
        };
    }

    private RegionIdentity authenticate(HttpRequest request) throws RefusedException {
        var chain = request.clientCertificates();
        // The handshake judged by the authorities of its time; this connection may be older than today's.
        if (!tls.current().map(identity -> identity.trusts(chain)).orElse(false)) {
            throw new RefusedException(403, "CertificateUntrusted", "The certificate isn't trusted any more");
        }
        var identity = RegionIdentity.of(chain.getFirst())
                .orElseThrow(() -> new RefusedException(
                        403,
                        "IdentityMissing",
                        "The certificate needs exactly one URI name spiffe://<domain>/region/<region>"));
        if (!identity.trustDomain().equals(settings.trustDomain())) {
            throw new RefusedException(
                    403, "TrustDomainDiffers", "The certificate isn't of trust domain " + settings.trustDomain());
        }
        if (identity.region().equals(settings.region())) {
            throw new RefusedException(
                    403, "OwnRegion", "The certificate names region " + settings.region() + ", which is this one");
        }
        return identity;
    }

    private Question question(HttpRequest request, String pair, RegionIdentity asking) throws RefusedException {
        var question = parse(request.body());
        if (question.protocolVersion() != Question.PROTOCOL_VERSION) {
            throw new RefusedException(
                    400, "ProtocolVersionDiffers", "This operator speaks version " + Question.PROTOCOL_VERSION);
        }
        if (!question.pair().equals(pair)) {
            throw new RefusedException(400, "PairDiffers", "The question's pair isn't the path's");
        }
        if (question.from().equals(question.to())) {
            throw new RefusedException(403, "RegionsEqual", "A region doesn't ask itself");
        }
        if (!question.from().equals(asking.region())) {
            throw new RefusedException(
                    403, "RegionDiffers", "The certificate names region " + asking.region() + ", the question another");
        }
        if (!question.to().equals(settings.region())) {
            throw new RefusedException(
                    403, "OtherRegionAsked", "This is region " + settings.region() + ", the question is for another");
        }
        return question;
    }

    private static Question parse(byte[] body) throws RefusedException {
        try {
            return StrictJson.read(body, Question.class);
        } catch (StrictJson.UnreadableException e) {
            throw new RefusedException(400, "QuestionMalformed", "The question can't be read: " + e.words());
        }
    }

    private Reply passive(Question question) throws Exception {
        return switch (answerer.answer(question)) {
            case PassiveAnswerer.Outcome.Said(var reply) -> {
                if (!reply.repeats(question)) {
                    throw new IllegalStateException("The reply isn't to this question");
                }
                yield reply;
            }
            case PassiveAnswerer.Outcome.NoSuchPair() -> throw noSuchPair();
            case PassiveAnswerer.Outcome.CannotTell(var detail) -> throw cannotTell(detail);
            case PassiveAnswerer.Outcome.NotThisPairsRegion() ->
                throw new RefusedException(
                        403, "NotThisPairsRegion", "Region " + question.from() + " isn't one of this pair's two");
        };
    }

    private Optional<State> state(String pair) throws RefusedException, InterruptedException {
        try {
            return answerer.state(pair);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.atDebug().addKeyValue(LogKeys.PAIR, pair).setCause(e).log("The state can't be told");
            throw cannotTell("The state can't be read now");
        }
    }

    private static RefusedException cannotTell(String detail) {
        return new RefusedException(503, "CannotTell", detail);
    }

    private static RefusedException noSuchPair() {
        return new RefusedException(404, Reason.PeerHasNoPair.name(), "There is no RegionPair of this name here");
    }

    private static void demandMethod(String method, HttpRequest request) throws RefusedException {
        if (!request.method().equals(method)) {
            throw new RefusedException(405, "MethodUnknown", "Only " + method);
        }
    }
}
