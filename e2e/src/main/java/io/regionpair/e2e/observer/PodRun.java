package io.regionpair.e2e.observer;

/**
 * The time during which a container of one active-passive pod may have run.
 *
 * @param pod region and name
 */
public record PodRun(String region, Interval time, String pod) {}
