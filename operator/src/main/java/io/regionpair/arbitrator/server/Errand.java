package io.regionpair.arbitrator.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing at a time in a thread of its own, and cuts it off at a deadline, wherever it hangs. The thread is a virtual one: an
 * interrupt closes the socket that it reads from, so a server that drips a byte now and then can't hold it.
 */
final class Errand {

    /** For a thread that was interrupted to end. */
    private static final Duration END = Duration.ofSeconds(5);

    private final String name;
    private final Duration deadline;
    private @Nullable Thread last;

    Errand(String name, Duration deadline) {
        this.name = name;
        this.deadline = deadline;
    }

    /**
     * Returns what the work returns.
     *
     * @throws SourceUnavailableException the work's own; or when it isn't done in time, or the one before it hangs still
     */
    <T> T run(Callable<T> work) throws SourceUnavailableException, InterruptedException {
        if (last != null && last.isAlive()) {
            throw new SourceUnavailableException("the attempt before this one hangs still");
        }
        var task = new FutureTask<>(work);
        var thread = Thread.ofVirtual().name(name).start(task);
        last = thread;
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new SourceUnavailableException("it took longer than " + deadline.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            thread.interrupt();
            thread.join(END);
        }
    }

    private static SourceUnavailableException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case SourceUnavailableException own -> own;
            case OutOfMemoryError _ -> new SourceUnavailableException("it takes more memory than there is");
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(e.getCause());
        };
    }
}
