package io.regionpair.e2e.observer;

import java.time.Instant;

/**
 * A request that writes, by the watched user. Refused ones and those that change nothing are included, dry runs aren't.
 *
 * @param operation verb and resource, such as {@code patch deployments/scale}
 * @param code HTTP status of the answer
 */
public record Write(String region, Instant at, String operation, String namespace, String name, int code) {}
