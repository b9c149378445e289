package io.regionpair.e2e.observer;

/**
 * The time between the last active-passive pod of one region and the first of another: what a switch costs.
 *
 * @param from the region where it ran before
 * @param to the region where it ran next
 */
public record Gap(String from, String to, Interval time) {}
