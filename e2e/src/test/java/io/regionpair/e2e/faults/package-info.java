@NullMarked
package io.regionpair.e2e.faults;

import org.jspecify.annotations.NullMarked;
