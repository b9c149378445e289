/** The operator as the rig runs it: a process with a user, permissions and certificates of its own. */
@NullMarked
package io.regionpair.e2e.operator;

import org.jspecify.annotations.NullMarked;
