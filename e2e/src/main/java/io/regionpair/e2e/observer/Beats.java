package io.regionpair.e2e.observer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The second observer, for real nodes: what processes wrote while they ran, every ten milliseconds. It knows nothing of operators nor of
 * API servers, and sees what those can't: a process that goes on after its pod object is gone.
 *
 * @param spans all of them, the earliest first
 */
public record Beats(List<Span> spans) {

    /** A process that says nothing for so long doesn't run; a busy machine may delay a beat by tenths of a second. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /**
     * A time during which a process said again and again that it ran.
     *
     * @param first on the clock {@code CLOCK_BOOTTIME}, which is one for all regions and goes on while a node is frozen
     * @param last on the same clock
     */
    public record Span(String region, String pod, Duration first, Duration last) {

        private boolean meets(Span other) {
            return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
        }

        @Override
        public String toString() {
            return "%s %s from %d to %d ms".formatted(region, pod, first.toMillis(), last.toMillis());
        }
    }

    public Beats {
        spans = spans.stream().sorted(Comparator.comparing(Span::first)).toList();
    }

    /**
     * What was written until now.
     *
     * @param folders with the regions' traces, by the region's name
     * @param prefix of the pods' names that count
     */
    public static Beats read(Map<String, Path> folders, String prefix) {
        var spans = new ArrayList<Span>();
        folders.forEach((region, folder) -> {
            if (!Files.exists(folder)) {
                return;
            }
            try (var files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().startsWith(prefix))
                        .forEach(file -> spans.addAll(spans(region, file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Beats(spans);
    }

    /** The same clock, now; to a hundredth of a second. */
    public static Duration now() {
        try {
            var seconds = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
            return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each two that ran at the same time in different regions. */
    public List<String> overlaps() {
        var found = new ArrayList<String>();
        for (var one : spans) {
            for (var other : spans) {
                if (one.region().compareTo(other.region()) < 0 && one.meets(other)) {
                    found.add(one + " and " + other);
                }
            }
        }
        return found;
    }

    public Beats in(String region) {
        return new Beats(
                spans.stream().filter(span -> span.region().equals(region)).toList());
    }

    /** Those that said something after this moment. */
    public Beats after(Duration moment) {
        return new Beats(
                spans.stream().filter(span -> span.last().compareTo(moment) > 0).toList());
    }

    /** Fails when there is none. */
    public Duration first() {
        return spans.getFirst().first();
    }

    /** Fails when there is none. */
    public Duration last() {
        return spans.stream().map(Span::last).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static List<Span> spans(String region, Path file) {
        var name = file.getFileName().toString();
        var pod = name.substring(0, name.lastIndexOf('.'));
        var spans = new ArrayList<Span>();
        try (Stream<String> lines = Files.lines(file)) {
            // "stopped" is when a process found that it may no longer run; it had done nothing since its last beat.
            var moments = lines.filter(line -> line.indexOf(' ') > 0 && !line.endsWith(" stopped"))
                    .map(line -> Duration.ofNanos(Long.parseLong(line.substring(0, line.indexOf(' ')))))
                    .toList();
            for (var moment : moments) {
                var last = spans.isEmpty() ? null : spans.getLast();
                if (last == null || moment.minus(last.last()).compareTo(SILENCE) > 0) {
                    spans.add(new Span(region, pod, moment, moment));
                } else {
                    spans.set(spans.size() - 1, new Span(region, pod, last.first(), moment));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spans;
    }
}
