package io.regionpair.e2e.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/** As much of HTTP/1.1 as a server needs that answers one request a connection and must be able to answer it wrongly. */
final class RawHttp {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+) *$");

    private RawHttp() {}

    /** A request; of its head only the first line matters here. */
    record Request(String method, String path, String body) {}

    static Request read(InputStream in) throws IOException {
        var head = head(in);
        var line = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        var length = LENGTH.matcher(head.replace("\r", ""));
        var body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return new Request(line[0], line[1], new String(body, UTF_8));
    }

    /** A whole response. */
    static String response(int status, String body) {
        return "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, body.getBytes(UTF_8).length, body);
    }

    static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (var last = 0; last != 0x0d0a0d0a; ) {
            var next = in.read();
            if (next < 0) {
                throw new EOFException("no whole request");
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toString(ISO_8859_1);
    }
}
