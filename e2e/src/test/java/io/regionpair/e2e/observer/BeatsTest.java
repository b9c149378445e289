package io.regionpair.e2e.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeatsTest {

    @TempDir
    Path folder;

    /** A process that beats every ten milliseconds from one moment to another. */
    private void ran(String region, String pod, long fromMillis, long toMillis) throws IOException {
        var lines = LongStream.iterate(fromMillis, now -> now <= toMillis, now -> now + 10)
                .mapToObj(now -> now * 1_000_000 + " beat\n")
                .collect(Collectors.joining());
        append(region, pod, lines);
    }

    private void append(String region, String pod, String lines) throws IOException {
        var file = Files.createDirectories(folder.resolve(region)).resolve(pod + ".beats");
        Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "") + lines);
    }

    private Beats read(String prefix) {
        return Beats.read(Map.of("eu", folder.resolve("eu"), "us", folder.resolve("us")), prefix);
    }

    @Test
    void oneAfterTheOtherIsNoOverlap() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        ran("us", "shop.b", 2_010, 3_000);

        assertThat(read("shop.").overlaps()).isEmpty();
        assertThat(read("shop.").in("us").first()).isEqualTo(Duration.ofMillis(2_010));
        assertThat(read("shop.").in("eu").last()).isEqualTo(Duration.ofMillis(2_000));
    }

    @Test
    void aSingleBeatOfOneWhileTheOtherRunsIsAnOverlap() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        ran("us", "shop.b", 1_500, 1_500);

        assertThat(read("shop.").overlaps()).hasSize(1);
    }

    @Test
    void podsOfOneRegionDontOverlapAndOthersDontCount() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        ran("eu", "shop.b", 1_000, 2_000);
        ran("us", "other.c", 1_000, 2_000);

        assertThat(read("shop.").overlaps()).isEmpty();
    }

    @Test
    void aProcessThatSaysNothingForLongDoesntRunMeanwhile() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        ran("eu", "shop.a", 9_000, 9_100);
        ran("us", "shop.b", 4_000, 5_000);

        assertThat(read("shop.").overlaps()).isEmpty();
        assertThat(read("shop.").after(Duration.ofMillis(8_000)).spans()).hasSize(1);
    }

    @Test
    void toFindThatItMustStopIsNotToRun() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        append("eu", "shop.a", "9000000000 stopped\n");

        assertThat(read("shop.").after(Duration.ofMillis(2_000)).spans()).isEmpty();
    }

    /** The file is read while it is written. */
    @Test
    void halfALineDoesNoHarm() throws IOException {
        ran("eu", "shop.a", 1_000, 2_000);
        append("eu", "shop.a", "20100");

        assertThat(read("shop.").spans()).hasSize(1);
    }
}
