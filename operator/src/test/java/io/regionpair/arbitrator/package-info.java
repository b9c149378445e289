@NullMarked
package io.regionpair.arbitrator;

import org.jspecify.annotations.NullMarked;
