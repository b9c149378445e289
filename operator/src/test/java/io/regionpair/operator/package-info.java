@NullMarked
package io.regionpair.operator;

import org.jspecify.annotations.NullMarked;
