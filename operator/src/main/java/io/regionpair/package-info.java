/** The RegionPair program: one executable with subcommands. */
@NullMarked
package io.regionpair;

import org.jspecify.annotations.NullMarked;
