package io.regionpair.arbitrator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that comes from outside. */
public final class ForeignText {

    private ForeignText() {}

    /**
     * UTF-8 and nothing else. Not left to Jackson, which guesses the encoding from the bytes and accepts UTF-16, UTF-32 and a byte order
     * mark.
     */
    public static String decoded(byte[] text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }

    /** Fit for a status or a log: on one line, of plain characters, and cut after so many of them. */
    public static String plain(String text, int longest) {
        var plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > longest ? plain.substring(0, longest) + "…" : plain;
    }
}
