package io.regionpair.grant;

import io.regionpair.protocol.Grant;
import java.util.Optional;

/** Decides about grants. */
public interface Granter {

    /** Absent: this process doesn't drive the pair; another replica may. */
    Optional<Grant.Answer> answer(String pair, Grant.Request request) throws InterruptedException;
}
