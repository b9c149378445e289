@NullMarked
package io.regionpair.e2e.observer;

import org.jspecify.annotations.NullMarked;
