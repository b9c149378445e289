package io.regionpair.peer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.regionpair.ops.HttpResponse;
import io.regionpair.ops.StrictJson;
import java.security.cert.CertPathBuilderException;
import java.util.stream.Stream;

/** Counts what a {@link PeerServer} refused, by reason. All reasons are this program's own words, so they are few. */
final class Refusals {

    private final MeterRegistry meters;

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    HttpResponse response(RefusedException refused) {
        var refusal = refused.refusal();
        count(refusal.reason());
        return HttpResponse.json(refused.status(), StrictJson.write(refusal));
    }

    void handshakeFailed(Throwable failure) {
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .toList();
        if (causes.stream().anyMatch(CertPathBuilderException.class::isInstance)) {
            count("CertificateUntrusted");
        } else if (causes.stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("Empty client certificate chain"))) {
            count("CertificateMissing");
        } else {
            count("HandshakeFailed");
        }
    }

    private void count(String reason) {
        Counter.builder("regionpair.peer.refusals")
                .description(
                        "Connections and requests of the other region's operator, or of strangers, that were refused")
                .tag("reason", reason)
                .register(meters)
                .increment();
    }
}
