package io.regionpair.peer;

import io.regionpair.api.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;

/**
 * One request and what came back. The words for a failure are the same for the same cause, so that a status that shows them doesn't
 * change with every question.
 */
sealed interface Exchange {

    /** A reply names every workload of a region; this is ten thousand of them. */
    int MAX_BODY = 1024 * 1024;

    /**
     * A complete response.
     *
     * @param body absent when it is larger than {@link #MAX_BODY}, encoded or cut off; {@code defect} says which
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Came(int status, byte[] body, String defect) implements Exchange {
        boolean isWhole() {
            return defect.isEmpty();
        }
    }

    /** No response. */
    record Failed(Reason reason, String detail) implements Exchange {}

    static Exchange of(Call call) {
        try (var response = call.execute()) {
            var status = response.code();
            if (!response.headers("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
                return broken(status, "the response has a content encoding, which wasn't asked for");
            }
            var body = response.body();
            if (body.contentLength() > MAX_BODY || body.source().request(MAX_BODY + 1L)) {
                // Closing a response reads on, to save the connection.
                call.cancel();
                return broken(status, "the response is larger than " + MAX_BODY + " bytes");
            }
            return new Came(status, body.source().readByteArray(), "");
        } catch (IOException e) {
            return failed(e);
        }
    }

    static Exchange tooSlow() {
        return new Failed(Reason.PeerUnreachable, "no complete response within the deadline");
    }

    static Exchange failed(IOException failure) {
        return switch (failure) {
            case SSLPeerUnverifiedException _ ->
                new Failed(
                        Reason.PeerIdentityMismatch,
                        "the certificate at the peer endpoint doesn't name the peer region");
            case SSLException tls -> new Failed(Reason.PeerTlsFailed, describe(tls));
            case InterruptedIOException _ -> tooSlow();
            case UnknownHostException _ -> unreachable("the name can't be resolved");
            case ConnectException _ -> unreachable("the connection was refused or found no route");
            case ProtocolException _ -> unreachable("the response breaks HTTP or ends too early");
            case SocketException _ -> unreachable("the connection was cut");
            case EOFException _ -> unreachable("the connection was closed without a complete response");
            default -> unreachable("the request failed (" + failure.getClass().getSimpleName() + ")");
        };
    }

    private static String describe(SSLException failure) {
        if (has(failure, CertificateExpiredException.class)) {
            return "the peer's certificate has expired";
        }
        if (has(failure, CertPathBuilderException.class)) {
            return "the peer's certificate wasn't issued by a trusted authority";
        }
        var message = failure.getMessage();
        return message != null && message.contains("fatal alert")
                ? "the peer refused this region's certificate, or the handshake"
                : "the TLS handshake failed";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(kind::isInstance);
    }

    private static Exchange unreachable(String detail) {
        return new Failed(Reason.PeerUnreachable, detail);
    }

    private static Exchange broken(int status, String defect) {
        return new Came(status, new byte[0], defect);
    }
}
