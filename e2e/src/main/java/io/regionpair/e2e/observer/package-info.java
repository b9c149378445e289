/**
 * The judge: reads the API servers' audit logs of two regions on the machine's one clock and says when pods ran where and who wrote
 * what. Shares no code with the operator, asks no API server, and trusts no status.
 */
@NullMarked
package io.regionpair.e2e.observer;

import org.jspecify.annotations.NullMarked;
