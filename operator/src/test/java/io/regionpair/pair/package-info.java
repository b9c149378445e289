@NullMarked
package io.regionpair.pair;

import org.jspecify.annotations.NullMarked;
