@NullMarked
package io.regionpair.cli;

import org.jspecify.annotations.NullMarked;
