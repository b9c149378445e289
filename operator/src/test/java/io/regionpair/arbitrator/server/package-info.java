@NullMarked
package io.regionpair.arbitrator.server;

import org.jspecify.annotations.NullMarked;
