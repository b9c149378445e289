package io.regionpair.arbitrator.client;

import io.regionpair.ops.BareHttp;
import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/** Asks the endpoints of one pair's arbitrator. Draws no conclusions from the answers and remembers nothing between requests. */
public final class ArbitratorClient implements PollLoop.Poll, AutoCloseable {

    private final List<Endpoint> endpoints;
    private final ArbitratorSettings settings;
    private final LongSupplier nanos;
    private final InstantSource wallClock;
    private final OkHttpClient http;
    private final Defects defects = new Defects();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ArbitratorClient(
            List<Endpoint> endpoints,
            ArbitratorSettings settings,
            LongSupplier nanos,
            InstantSource wallClock,
            OkHttpClient http) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.nanos = nanos;
        this.wallClock = wallClock;
        this.http = http;
    }

    /**
     * A client that is ready to poll; nothing is sent yet.
     *
     * @param nanos the monotonic clock that {@link PollResult} speaks of
     * @param wallClock judges {@code asOf} and nothing else
     * @throws UnusableSettingsException with a sentence for the person who wrote the settings
     */
    public static ArbitratorClient open(ArbitratorSettings settings, LongSupplier nanos, InstantSource wallClock)
            throws UnusableSettingsException {
        return open(settings, nanos, wallClock, Dns.SYSTEM);
    }

    static ArbitratorClient open(ArbitratorSettings settings, LongSupplier nanos, InstantSource wallClock, Dns dns)
            throws UnusableSettingsException {
        check(settings);
        var endpoints = Endpoint.parseAll(settings.endpoints());
        return new ArbitratorClient(endpoints, settings, nanos, wallClock, http(settings, dns));
    }

    private static void check(ArbitratorSettings settings) throws UnusableSettingsException {
        var regions = settings.regions();
        if (regions.size() != 2 || new HashSet<>(regions).size() != 2 || regions.contains(Answer.NONE)) {
            throw new UnusableSettingsException(
                    "A pair needs exactly two different regions, none of them called \"" + Answer.NONE + "\".");
        }
        if (!settings.requestTimeout().isPositive()) {
            throw new UnusableSettingsException("The arbitrator's request time-out must be longer than zero.");
        }
        if (settings.maxAge().isNegative()) {
            throw new UnusableSettingsException("The arbitrator's maximum age must not be negative.");
        }
    }

    private static OkHttpClient http(ArbitratorSettings settings, Dns dns) throws UnusableSettingsException {
        var tls = TlsMaterial.read(settings.tls(), "the arbitrator");
        // Each call has a time-out of its own, which covers everything but name resolution; ask() holds the deadline
        // whatever
        // the library does.
        return BareHttp.builder()
                // A connection that is kept pins us to one instance behind the balancer.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .dns(new NameLookup(dns))
                .sslSocketFactory(tls.sslSocketFactory(), tls.trustManager())
                .build();
    }

    /**
     * Asks all endpoints at once, each on a connection of its own, and returns when all have answered or the request time-out is over,
     * whichever is first. What goes wrong is an answer, never an exception.
     *
     * @throws InterruptedException when the calling thread is interrupted; every request has been cut then
     */
    @Override
    public PollResult poll() throws InterruptedException {
        var inquiries = endpoints.stream()
                .map(endpoint -> Inquiry.ofNow(endpoint, settings, wallClock, http))
                .toList();
        return ask(inquiries, settings.requestTimeout());
    }

    /**
     * Asks one endpoint, on a connection of its own, and lets it wait with the answer until its document is another one than the offer's
     * or the offered time is over. Returns at the latest when the request time-out is over besides. What goes wrong is an answer, never
     * an exception.
     *
     * @param endpoint which of the settings' endpoints, from 0
     * @throws InterruptedException when the calling thread is interrupted; the request has been cut then
     */
    @Override
    public PollResult pollNext(int endpoint, Offer offer) throws InterruptedException {
        var inquiry = Inquiry.ofNext(endpoints.get(endpoint), offer, settings, wallClock, http);
        return ask(List.of(inquiry), inquiry.deadline());
    }

    private PollResult ask(List<Inquiry> inquiries, Duration deadline) throws InterruptedException {
        var sentAt = nanos.getAsLong();
        try {
            List<? extends Callable<Reply>> asks = inquiries;
            var results = threads.invokeAll(asks, deadline.toNanos(), TimeUnit.NANOSECONDS);
            var replies = IntStream.range(0, inquiries.size())
                    .mapToObj(i -> reply(inquiries.get(i), results.get(i)))
                    .toList();
            return new PollResult(replies, sentAt, nanos.getAsLong());
        } finally {
            inquiries.forEach(Inquiry::cancel);
        }
    }

    private Reply reply(Inquiry inquiry, Future<Reply> result) {
        return switch (result.state()) {
            case SUCCESS -> result.resultNow();
            case FAILED -> {
                defects.report("ask the arbitrator", result.exceptionNow());
                yield inquiry.failed(result.exceptionNow());
            }
            case CANCELLED, RUNNING -> inquiry.tooSlow();
        };
    }

    /** Cuts what is under way and releases connections and threads. The client can't be used afterwards. */
    @Override
    public void close() {
        threads.shutdownNow();
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }
}
