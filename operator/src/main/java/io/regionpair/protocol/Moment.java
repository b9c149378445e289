package io.regionpair.protocol;

/**
 * What the pure part can't make itself.
 *
 * @param nanos a monotonic clock that goes on while the machine is suspended
 * @param wallMillis the wall clock; nothing but a term is ever made from it
 * @param nonce unguessable and never handed out before; used when this step begins an attempt or a drain
 */
public record Moment(long nanos, long wallMillis, String nonce) {}
