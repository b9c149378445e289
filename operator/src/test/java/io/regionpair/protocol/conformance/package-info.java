/** Replays what was stored, in the simulation or in real clusters, against the action relation of {@code operator/src/tla/Records.tla}. */
package io.regionpair.protocol.conformance;
