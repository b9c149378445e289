@NullMarked
package io.regionpair.e2e.operator;

import org.jspecify.annotations.NullMarked;
