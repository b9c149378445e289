/** Benchmarks: each prints its figures, and what it compares with runs in the same run. */
@NullMarked
package io.regionpair.e2e.bench;

import org.jspecify.annotations.NullMarked;
