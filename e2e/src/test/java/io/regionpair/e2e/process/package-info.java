@NullMarked
package io.regionpair.e2e.process;

import org.jspecify.annotations.NullMarked;
