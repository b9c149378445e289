package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outside authority that names the active region, and how to ask it. */
@ApiValue
@ValidationRule(
        value = "self.endpoints.all(e, e.matches('^https?://[^/?#@ ]+(/[^@# ]*)?$'))",
        message = "each endpoint must be a URL like https://judge.example.com/: http or https, without "
                + "user, password or fragment",
        fieldPath = ".endpoints")
@ValidationRule(
        value = "!has(self.tls) || self.endpoints.all(e, e.startsWith('https://'))",
        message = "arbitrator.tls is set, so every endpoint must begin with https://",
        fieldPath = ".endpoints")
public record ArbitratorSpec(
        @Required
        @Size(min = 1, max = 9)
        @JsonPropertyDescription("1 to 9 different http or https URLs of the arbitrator. One URL may stand for many "
                + "instances behind a balancer. Several URLs are taken as one instance each and all are "
                + "asked: this region becomes active only if a majority of them names it, so use an odd "
                + "number. A URL whose answers announce a long poll is also asked to tell of a change. A "
                + "URL with a user name or password is refused because status shows it.")
        List<@Size(min = 1, max = 512) String> endpoints,

        @Default("2")
        @Min(1)
        @Max(60)
        @JsonPropertyDescription(
                "Seconds from one question to the next, 1 to 60, default 2. It bounds how late a change "
                        + "is seen where the arbitrator offers no long poll; a small value costs requests, a large "
                        + "one recovery time.")
        Integer pollIntervalSeconds,

        @Default("2")
        @Min(1)
        @Max(30)
        @JsonPropertyDescription(
                "Seconds for one whole request, from name lookup to the last byte, 1 to 30, default 2. A "
                        + "slower answer counts as none.")
        Integer requestTimeoutSeconds,

        @Default("Optional")
        @JsonPropertyDescription(
                "What the document's epoch is used for. Optional (default): a higher epoch takes effect "
                        + "at once and a lower one is ignored; after the first accepted epoch, documents without "
                        + "one are invalid. Required: documents without one are invalid from the start. Ignored: "
                        + "neither epoch nor fenced is looked at; the way to go on after an arbitrator lost its "
                        + "epochs, until they are greater than status.arbitrator.epoch again. An epoch makes "
                        + "instances that lag behind harmless.")
        EpochPolicy epoch,

        @Default("60")
        @Min(1)
        @Max(3600)
        @JsonPropertyDescription(
                "Seconds, 1 to 3600, default 60: an answer whose Age header or asOf field says that it is "
                        + "older is invalid. Invalid answers start nothing and stop nothing at once.")
        Integer maxAgeSeconds,

        @JsonPropertyDescription("Certificates for https endpoints. Absent: the platform's certificate authorities, no "
                + "client certificate.")
        @Nullable
        ArbitratorTls tls) {
    public ArbitratorSpec {
        endpoints = Copies.of(endpoints);
    }
}
