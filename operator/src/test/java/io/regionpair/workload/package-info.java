@NullMarked
package io.regionpair.workload;

import org.jspecify.annotations.NullMarked;
