package io.regionpair.e2e.process;

/** How long a program may live. */
public enum Lifetime {
    /** No longer than this process, however it ends: kill -9 included. */
    TIED,
    /** Until somebody ends it. What starts it has to write down how to find it again: {@link ProcessId}. */
    DETACHED
}
