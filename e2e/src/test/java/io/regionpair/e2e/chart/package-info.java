/** The chart: what it renders, and what that does on a real API server. */
@org.jspecify.annotations.NullMarked
package io.regionpair.e2e.chart;
