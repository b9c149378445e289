package io.regionpair.arbitrator.etcd;

/**
 * One key.
 *
 * @param name the key without the prefix
 * @param revision of the write that made it so; no other write of this cluster ever has the same
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Entry(String name, byte[] value, long revision) {}
