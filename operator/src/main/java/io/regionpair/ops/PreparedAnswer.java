package io.regionpair.ops;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** A response that is made once and sent to many. Immutable. */
public final class PreparedAnswer {

    private final int status;
    private final List<HttpField> fields;
    private final ByteBuffer body;

    private PreparedAnswer(int status, List<HttpField> fields, ByteBuffer body) {
        this.status = status;
        this.fields = fields;
        this.body = body;
    }

    /**
     * With a body.
     *
     * @param headers besides Content-Type and Content-Length
     */
    public static PreparedAnswer of(int status, String contentType, Map<String, String> headers, byte[] body) {
        var length = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(body.length));
        var type = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, contentType);
        return new PreparedAnswer(
                status,
                Stream.concat(Stream.of(type, length), encoded(headers)).toList(),
                ByteBuffer.wrap(body.clone()).asReadOnlyBuffer());
    }

    /** Without a body, as for status 304. */
    public static PreparedAnswer withoutBody(int status, Map<String, String> headers) {
        return new PreparedAnswer(status, encoded(headers).toList(), ByteBuffer.allocate(0));
    }

    public static PreparedAnswer text(int status, Map<String, String> headers, String text) {
        return of(status, "text/plain; charset=utf-8", headers, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<HttpField> encoded(Map<String, String> headers) {
        return headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(header -> new PreEncodedHttpField(header.getKey(), header.getValue()));
    }

    public int status() {
        return status;
    }

    List<HttpField> fields() {
        return fields;
    }

    /** With a position of its own. */
    ByteBuffer body() {
        return body.duplicate();
    }
}
