@NullMarked
package io.regionpair.e2e.region;

import org.jspecify.annotations.NullMarked;
