/** Stand-ins for the arbitrator: one that works as plainly as the static servers of today, and one that fails in every known way. */
@NullMarked
package io.regionpair.e2e.arbitrator;

import org.jspecify.annotations.NullMarked;
