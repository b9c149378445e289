@NullMarked
package io.regionpair.protocol;

import org.jspecify.annotations.NullMarked;
