@NullMarked
package io.regionpair.peer;

import org.jspecify.annotations.NullMarked;
