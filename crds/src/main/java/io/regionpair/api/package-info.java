/**
 * The API {@code regionpair.io/v1alpha1}: what users write, what the operator reports and what it remembers.
 *
 * <p>Records mirror the YAML field by field. A part that isn't {@code @Nullable} is required or has a default in the schema, so
 * it is there in whatever the API server returned; objects built by hand must set it. Lists and maps are never null.
 */
@NullMarked
package io.regionpair.api;

import org.jspecify.annotations.NullMarked;
