/**
 * RegionComponents. One pass of {@code ComponentLoop} looks at all components of a pair: observe ({@code Survey}, {@code Roster}), decide
 * ({@code ComponentRules}, pure), act ({@code Switcher}), report ({@code ComponentReport}). Level-triggered: the same pass starts, stops,
 * corrects drift and takes in new components.
 */
@NullMarked
package io.regionpair.component;

import org.jspecify.annotations.NullMarked;
