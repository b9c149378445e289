package io.regionpair.e2e.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How long a program may live.
 *
 * @param tied no longer than this process, however it ends, kill -9 included; else until somebody ends it
 * @param register where each start is written down at once, so that even a start that is killed half-way leaves nothing unknown
 */
public record Lifetime(boolean tied, Optional<ProcessRegister> register) {

    public static Lifetime tiedToUs() {
        return new Lifetime(true, Optional.empty());
    }

    /** Others can find it as long as it lives. */
    public static Lifetime tiedAndListed(Path register) {
        return new Lifetime(true, Optional.of(new ProcessRegister(register)));
    }

    public static Lifetime detached(Path register) {
        return new Lifetime(false, Optional.of(new ProcessRegister(register)));
    }
}
