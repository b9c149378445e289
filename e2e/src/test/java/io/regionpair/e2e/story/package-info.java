@NullMarked
package io.regionpair.e2e.story;

import org.jspecify.annotations.NullMarked;
