package io.regionpair.ops;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, completely read.
 *
 * @param path percent-decoded, without query
 * @param query decoded; a name may come several times
 * @param body no longer than the endpoint's limit
 * @param clientCertificates the verified chain, the client's own first; empty without TLS or when none is asked for
 */
@SuppressWarnings("ArrayRecordComponent") // Requests are never compared.
public record HttpRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        byte[] body,
        List<X509Certificate> clientCertificates) {

    public HttpRequest {
        query = Map.copyOf(query);
        clientCertificates = List.copyOf(clientCertificates);
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }
}
