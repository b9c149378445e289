package io.regionpair.ops;

/**
 * Answers requests without a thread for each: what can't be answered yet is kept and answered later, by any thread. Must not block. An
 * exception becomes a response with status 500.
 */
@FunctionalInterface
public interface AsyncHandler {
    void handle(AsyncExchange exchange);
}
