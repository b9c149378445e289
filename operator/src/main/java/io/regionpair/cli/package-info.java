/** The command line: options and environment become settings records, each subcommand hands its record to one program. */
@NullMarked
package io.regionpair.cli;

import org.jspecify.annotations.NullMarked;
