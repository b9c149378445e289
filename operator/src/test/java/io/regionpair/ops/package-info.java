@NullMarked
package io.regionpair.ops;

import org.jspecify.annotations.NullMarked;
