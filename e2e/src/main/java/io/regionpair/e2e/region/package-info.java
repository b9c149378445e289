/** Real control planes: one region, or two that know nothing of each other. */
@NullMarked
package io.regionpair.e2e.region;

import org.jspecify.annotations.NullMarked;
