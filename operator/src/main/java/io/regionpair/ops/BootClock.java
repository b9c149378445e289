package io.regionpair.ops;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.LongSupplier;

/**
 * A monotonic clock in nanoseconds that goes on while the machine is suspended ({@code CLOCK_BOOTTIME}). Leases and fence waits are
 * measured on it: with {@link System#nanoTime}, which stands still meanwhile, a region that was suspended would wake up with a lease that
 * has long been over for everybody else.
 *
 * <p>On systems other than Linux, where nobody runs a region, it is {@link System#nanoTime}.
 */
public final class BootClock {

    /** From {@code linux/time.h}. */
    private static final int CLOCK_BOOTTIME = 7;

    private static final long NANOS = 1_000_000_000;

    private BootClock() {}

    /**
     * The clock of this machine.
     *
     * @throws IllegalStateException when this is Linux and the clock can't be read: without it no lease could be trusted
     */
    public static LongSupplier ofThisMachine() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return System::nanoTime;
        }
        var read = clockGettime();
        LongSupplier clock = () -> now(read);
        // So that a machine without it is found out at the start.
        var _ = clock.getAsLong();
        return clock;
    }

    @SuppressWarnings("restricted") // The signature is that of POSIX.
    private static MethodHandle clockGettime() {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    private static long now(MethodHandle read) {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
            var failed = (int) read.invokeExact(CLOCK_BOOTTIME, time);
            if (failed != 0) {
                throw new IllegalStateException("CLOCK_BOOTTIME can't be read");
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("CLOCK_BOOTTIME can't be read", e);
        }
    }
}
