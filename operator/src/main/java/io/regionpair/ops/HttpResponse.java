package io.regionpair.ops;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What to send back.
 *
 * @param headers besides Content-Type and Content-Length
 */
@SuppressWarnings("ArrayRecordComponent") // Responses are never compared.
public record HttpResponse(int status, String contentType, Map<String, String> headers, byte[] body) {

    public HttpResponse {
        headers = Map.copyOf(headers);
    }

    public static HttpResponse text(int status, String text) {
        return text(status, "text/plain; charset=utf-8", text);
    }

    public static HttpResponse text(int status, String contentType, String text) {
        return new HttpResponse(status, contentType, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse json(int status, byte[] body) {
        return new HttpResponse(status, "application/json", Map.of(), body);
    }
}
