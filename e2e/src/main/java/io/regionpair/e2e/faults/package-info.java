/** What goes wrong on command: the other region's operator, and the lines between everybody. */
@NullMarked
package io.regionpair.e2e.faults;

import org.jspecify.annotations.NullMarked;
