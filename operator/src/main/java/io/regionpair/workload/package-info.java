/**
 * Kubernetes workloads: what turns them on and off ({@code Lever}), what is there ({@code Survey}), whether they are proved stopped
 * ({@code Stop}), and the only code that writes them ({@code Levers}, driven by {@code Switcher}).
 */
@NullMarked
package io.regionpair.workload;

import org.jspecify.annotations.NullMarked;
