/** The demo: two regions on this machine, to look at and to switch by hand. */
@NullMarked
package io.regionpair.e2e.demo;

import org.jspecify.annotations.NullMarked;
