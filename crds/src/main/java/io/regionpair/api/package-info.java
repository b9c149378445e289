/** The API {@code regionpair.io/v1alpha1}: what users write, what the operator reports and what it remembers. */
@NullMarked
package io.regionpair.api;

import org.jspecify.annotations.NullMarked;
