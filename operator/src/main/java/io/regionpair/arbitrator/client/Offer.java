package io.regionpair.arbitrator.client;

import java.time.Duration;

/**
 * A server's word that it keeps a request waiting until its document is no longer this one.
 *
 * @param revision of the document that the server showed with its offer
 * @param longest how long it lets a request wait; whole seconds, at least one
 */
public record Offer(String revision, Duration longest) {}
