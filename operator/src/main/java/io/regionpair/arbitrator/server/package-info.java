/**
 * Serves the arbitrator's documents. One thread reads the source ({@code DocumentSource}) and judges what it finds; nothing that an
 * operator would refuse, and nothing older than what was given before, is ever published. Requests only look at what is published.
 */
@NullMarked
package io.regionpair.arbitrator.server;

import org.jspecify.annotations.NullMarked;
