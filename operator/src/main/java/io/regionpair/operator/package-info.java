/** The composition root of the subcommand {@code operator}: clocks, clients, leader election, wiring and shutdown. */
@NullMarked
package io.regionpair.operator;

import org.jspecify.annotations.NullMarked;
