package io.regionpair.ops;

import java.util.Optional;

/** Where TLS material comes from; asked anew for every handshake. Safe to call from any thread, never blocks. */
@FunctionalInterface
public interface TlsSource {

    /** What is to be used now; the same object until it changes. Absent while none could be read. */
    Optional<TlsIdentity> current();
}
