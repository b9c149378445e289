/**
 * Asks the arbitrator. {@code PollLoop} decides when, {@code ArbitratorClient} asks every endpoint once, {@code Inquiry} is one
 * request to one endpoint and turns whatever comes back into an {@code Answer}.
 */
@NullMarked
package io.regionpair.arbitrator.client;

import org.jspecify.annotations.NullMarked;
