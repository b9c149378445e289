/** What {@code ./mvnw -Pprove verify} ends with: one table of everything that speaks for the rules. */
@NullMarked
package io.regionpair.evidence;

import org.jspecify.annotations.NullMarked;
