package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InequalityTest {

    private static Timing timing(long s, long l, long g, long e, long f, long h) {
        return new Timing(millis(s), millis(l), millis(g), millis(e), millis(f), millis(h));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void theDefaultsHoldAndTheSmallestFenceIsOneStepMoreThanTheirSum() {
        var defaults = new Inequality(timing(60_000, 20_000, 5_000, 500, 90_000, 90_000), false, false);

        assertThat(defaults.violation()).isEmpty();
        assertThat(defaults.smallestFence()).isEqualTo(millis(86_001));
        assertThat(defaults.smallestDwell()).contains(millis(80_501));
        assertThat(defaults.inNumbers())
                .isEqualTo("F 90 s against S 60 s + L 20 s + G 5 s + 2 E 0.5 s, smallest safe F 86.001 s;"
                        + " H 90 s against S + L + E, smallest safe H 80.501 s");
    }

    @Property
    void oneStepBelowTheBoundIsAViolationAndTheBoundIsNone(
            @ForAll @IntRange(min = 1, max = 100_000) int s,
            @ForAll @IntRange(min = 1, max = 100_000) int l,
            @ForAll @IntRange(max = 100_000) int g,
            @ForAll @IntRange(max = 10_000) int e) {
        var fence = s + l + g + 2L * e + 1;
        var dwell = s + l + e + 1L;

        assertThat(new Inequality(timing(s, l, g, e, fence, dwell), false, false).violation())
                .isEmpty();
        assertThat(new Inequality(timing(s, l, g, e, fence - 1, dwell), false, false).violation())
                .hasValueSatisfying(
                        words -> assertThat(words).contains("fenceSeconds", Inequality.seconds(millis(fence))));
        assertThat(new Inequality(timing(s, l, g, e, fence, dwell - 1), false, false).violation())
                .hasValueSatisfying(
                        words -> assertThat(words).contains("dwellSeconds", Inequality.seconds(millis(dwell))));
        assertThat(new Inequality(timing(s, l, g, e, fence, 0), true, false).violation())
                .isEmpty();
    }

    @Property
    void vouchingWithoutEpochsNeedsTheLongerFence(
            @ForAll @IntRange(min = 1, max = 100_000) int s,
            @ForAll @IntRange(min = 1, max = 100_000) int l,
            @ForAll @IntRange(max = 10_000) int e) {
        var third = s + 2L * l + 3L * e;
        var bound = Math.max(third, s + l + 2L * e + 1);

        assertThat(new Inequality(timing(s, l, 0, e, bound, 1_000_000), false, true).violation())
                .isEmpty();
        assertThat(new Inequality(timing(s, l, 0, e, bound - 1, 1_000_000), false, true).violation())
                .isPresent();
        assertThat(new Inequality(timing(s, l, 0, e, s + l + 2L * e + 1, 0), true, true).violation())
                .isEmpty();
    }
}
