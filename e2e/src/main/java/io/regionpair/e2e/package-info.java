/** Whole-system tests and the demo. Knows the API and the operator's command line, never its classes. */
@NullMarked
package io.regionpair.e2e;

import org.jspecify.annotations.NullMarked;
