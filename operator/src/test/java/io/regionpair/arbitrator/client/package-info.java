@NullMarked
package io.regionpair.arbitrator.client;

import org.jspecify.annotations.NullMarked;
