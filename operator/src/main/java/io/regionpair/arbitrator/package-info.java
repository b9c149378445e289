/**
 * The arbitrator's document: what it may say and what is refused. Pure; shared by the side that reads it ({@code client}) and the
 * side that serves it, so that nothing is served that would not be accepted.
 */
@NullMarked
package io.regionpair.arbitrator;

import org.jspecify.annotations.NullMarked;
