/** Runs the TLA+ model in {@code operator/src/tla} through TLC and compares what comes of it with {@code runs.md}. */
package io.regionpair.protocol.model;
