/**
 * Runs inside an operator process as a Java agent and stops threads of it at named points. Knows the operator's classes by name only;
 * one that isn't found ends the process.
 */
@NullMarked
package io.regionpair.e2e.breakpoint.agent;

import org.jspecify.annotations.NullMarked;
