package io.regionpair.protocol.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What TLC is told of one run: the base file with the run's changes in it.
 *
 * @param module whose specification it is
 * @param text of the file for TLC
 */
record Configuration(String module, String text) {

    private static final Pattern MODULE = Pattern.compile("^\\\\\\* Module (\\w+)\\.");
    private static final Pattern LITERAL = Pattern.compile("TRUE|FALSE|\\d+|\\{.*}");

    /** Checked by themselves, as they speak of steps and not of states. */
    private static final String PROPERTY_SUFFIX = "OnlyGrows";

    static Configuration of(ModelRun run, Path folder) throws IOException {
        var text = Files.readString(folder.resolve(run.base() + ".cfg"));
        var module = MODULE.matcher(text);
        if (!module.find()) {
            throw new IllegalArgumentException(run.base() + ".cfg doesn't begin with the name of its module");
        }
        for (var change : run.changes().entrySet()) {
            text = changed(text, change.getKey(), change.getValue());
        }
        for (var name : run.checked()) {
            text += (name.endsWith(PROPERTY_SUFFIX) ? "PROPERTY " : "INVARIANT ") + name + "\n";
        }
        return new Configuration(module.group(1), text);
    }

    /** A value that the base has already would be a row that shows nothing of its own. */
    private static String changed(String text, String constant, String value) {
        var literal = LITERAL.matcher(value).matches() ? value : '"' + value + '"';
        var line = Pattern.compile("^  " + constant + " = (.*)$", Pattern.MULTILINE)
                .matcher(text);
        if (!line.find() || line.group(1).equals(literal)) {
            throw new IllegalArgumentException("The base has no other value for " + constant + " = " + literal);
        }
        return text.substring(0, line.start(1)) + literal + text.substring(line.end(1));
    }
}
