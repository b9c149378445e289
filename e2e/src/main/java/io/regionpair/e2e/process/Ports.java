package io.regionpair.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out ports for servers. They are below the range from which the kernel takes outgoing connections' ports: an API server that
 * restarts would otherwise find its port taken by some client. A port handed out stays ours, against other test runs on this machine
 * too, until this process ends.
 */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {}

    public static synchronized int take() {
        for (var attempt = 0; attempt < 1000; attempt++) {
            var port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!TAKEN.contains(port) && claim(port)) {
                TAKEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    private static boolean claim(int port) {
        try {
            // One byte of one file for each port; the lock goes with the process, and is never given back before.
            return Claims.FILE.tryLock(port, 1, false) != null && free(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean free(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static final class Claims {

        static final FileChannel FILE = open();

        private static FileChannel open() {
            var file = Path.of(
                    System.getProperty("java.io.tmpdir"), "regionpair-ports-" + System.getProperty("user.name"));
            try {
                return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
