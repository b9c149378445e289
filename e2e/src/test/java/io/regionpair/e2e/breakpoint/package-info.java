/** Breakpoints in operator processes: the test's side. */
@NullMarked
package io.regionpair.e2e.breakpoint;

import org.jspecify.annotations.NullMarked;
