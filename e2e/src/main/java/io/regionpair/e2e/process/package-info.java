/** Programs that the rig runs: where they are, how they are started, how they end. */
@NullMarked
package io.regionpair.e2e.process;

import org.jspecify.annotations.NullMarked;
