package io.regionpair.e2e.process;

import java.nio.file.Path;

/** How long a program may live. */
public sealed interface Lifetime {

    /** No longer than this process, however it ends: kill -9 included. */
    record Tied() implements Lifetime {}

    /**
     * Until somebody ends it.
     *
     * @param register where each start is written down at once, so that even a start that is killed half-way leaves nothing unknown
     */
    record Detached(ProcessRegister register) implements Lifetime {}

    static Lifetime tied() {
        return new Tied();
    }

    static Lifetime detached(Path register) {
        return new Detached(new ProcessRegister(register));
    }
}
