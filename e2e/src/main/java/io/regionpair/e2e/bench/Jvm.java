package io.regionpair.e2e.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a JVM that a benchmark started uses, seen from outside. */
public final class Jvm {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private Jvm() {}

    /** Has it collect its garbage. */
    public static void collect(long pid) throws Exception {
        jcmd(pid, "GC.run");
    }

    /** Bytes of its heap that are in use, garbage too unless it was just collected. */
    public static long heap(long pid) throws Exception {
        var used = USED.matcher(jcmd(pid, "GC.heap_info"));
        var sum = 0L;
        // Young and old generation; what follows is no heap.
        for (var generation = 0; generation < 2 && used.find(); generation++) {
            sum += Long.parseLong(used.group(1)) * 1024;
        }
        return sum;
    }

    /** Bytes of memory that it holds. */
    public static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Runs a program to its end and gives what it wrote. */
    public static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + text);
        }
        return text;
    }

    private static String jcmd(long pid, String command) throws Exception {
        return run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command);
    }
}
