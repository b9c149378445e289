package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.server.Finding.Format;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a file that is meant to be a document.
 *
 * @param pair what stands before the ending, which need not be a name that a pair can have
 */
record DocumentName(String pair, Format format) {

    // Hidden ones are what a ConfigMap's mount consists of, and what editors write while they save.
    private static final Pattern DOCUMENT = Pattern.compile("([^.].*)\\.(json|yaml|yml)");

    /** Absent when it isn't meant to be one. */
    static Optional<DocumentName> of(String file) {
        var name = DOCUMENT.matcher(file);
        return name.matches()
                ? Optional.of(new DocumentName(name.group(1), name.group(2).equals("json") ? Format.JSON : Format.YAML))
                : Optional.empty();
    }

    boolean isOfAPair() {
        return DocumentSource.PAIR.matcher(pair).matches();
    }
}
