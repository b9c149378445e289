@NullMarked
package io.regionpair.arbitrator.etcd;

import org.jspecify.annotations.NullMarked;
