/**
 * RegionPairs: the imperative shell of {@code protocol}. {@code PairEngine} is the only caller of the protocol, {@code RecordStore} the
 * only writer of the record, {@code PairReport} builds the status, {@code RegionPairReconciler} starts and ends engines and writes it.
 */
@NullMarked
package io.regionpair.pair;

import org.jspecify.annotations.NullMarked;
