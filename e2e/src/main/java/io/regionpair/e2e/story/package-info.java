/** Stories: a whole system in two regions, and the verbs with which tests and the demo tell what happens to it. */
@NullMarked
package io.regionpair.e2e.story;

import org.jspecify.annotations.NullMarked;
