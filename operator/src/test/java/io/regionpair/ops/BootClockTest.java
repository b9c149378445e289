package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BootClockTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void isTheTimeSinceTheMachineStartedSuspensionIncluded() throws IOException {
        var clock = BootClock.ofThisMachine();

        var before = clock.getAsLong();
        var uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
        var after = clock.getAsLong();

        // The kernel shows the uptime in hundredths of a second, cut off.
        var shown = (long) (Double.parseDouble(uptime) * 1e9);
        assertThat(shown).isBetween(before - 11_000_000, after);
    }

    @Test
    void neverGoesBack() {
        var clock = BootClock.ofThisMachine();

        var last = clock.getAsLong();
        for (var i = 0; i < 10_000; i++) {
            var next = clock.getAsLong();
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
        }
    }
}
