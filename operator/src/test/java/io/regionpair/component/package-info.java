@NullMarked
package io.regionpair.component;

import org.jspecify.annotations.NullMarked;
