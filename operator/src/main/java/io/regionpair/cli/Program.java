package io.regionpair.cli;

/**
 * What a subcommand starts: a composition root.
 *
 * @param <S> its settings
 */
@FunctionalInterface
public interface Program<S> {

    /** Runs until the program has ended. An exception is logged and ends the process with status 1. */
    void run(S settings) throws Exception;
}
