package io.regionpair.protocol;

/**
 * What the pure part can't make itself.
 *
 * @param nanos the monotonic clock
 * @param nonce unguessable and never handed out before; used when this step begins an attempt or a drain
 */
public record Moment(long nanos, String nonce) {}
