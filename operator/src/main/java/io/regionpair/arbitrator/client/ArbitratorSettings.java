package io.regionpair.arbitrator.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to ask the arbitrator, as configured; checked by {@link ArbitratorClient#open}.
 *
 * @param endpoints URLs, {@code http} or {@code https}, of one balanced address or of every instance
 * @param requestTimeout for the whole poll, from before the first byte is sent to after the last one is read
 * @param maxAge older answers are invalid, by their {@code Age} header or their {@code asOf}
 * @param regions the pair's two region ids
 * @param epochs whether epochs are looked at; if not, a document with a malformed one is as good as without
 * @param tls for {@code https} endpoints; absent: the platform's certificate authorities, no client certificate
 */
public record ArbitratorSettings(
        List<String> endpoints,
        Duration requestTimeout,
        Duration maxAge,
        List<String> regions,
        boolean epochs,
        Optional<Tls> tls) {

    public ArbitratorSettings {
        endpoints = List.copyOf(endpoints);
        regions = List.copyOf(regions);
    }

    /**
     * Whom to trust and who we are.
     *
     * @param authorities PEM certificates that are trusted instead of the platform's; absent: the platform's
     * @param identity this client's certificate
     */
    public record Tls(Optional<String> authorities, Optional<Identity> identity) {}

    /**
     * What this client shows to a server that asks.
     *
     * @param certificates PEM, this client's certificate first, then its intermediates if any
     * @param privateKey PEM
     */
    public record Identity(String certificates, String privateKey) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Identity[…]";
        }
    }
}
