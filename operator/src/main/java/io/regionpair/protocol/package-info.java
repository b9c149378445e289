/**
 * The two-region protocol, pure: state, inputs, rules, effects. Start reading here, with {@code Rules}.
 *
 * <p>No I/O, no clock, no logger, no thread and no Kubernetes type beyond the API's own. The engine in {@code io.regionpair.pair}
 * feeds inputs, executes effects and feeds their results back.
 */
@NullMarked
package io.regionpair.protocol;

import org.jspecify.annotations.NullMarked;
