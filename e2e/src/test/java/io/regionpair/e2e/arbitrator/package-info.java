@NullMarked
package io.regionpair.e2e.arbitrator;

import org.jspecify.annotations.NullMarked;
