/**
 * What the guards in pods ask this region's operator: whether, and for how long, the processes of their pod may run. Plain HTTP inside the
 * cluster, JSON.
 *
 * <pre>
 * guard ── POST /v1/pairs/{pair}/grants {nonce, component, holds?} ──→ GrantServer → Granter
 *       ←─ {nonce, term, stopAfterMillis, killAfterMillis} ───────────
 * </pre>
 *
 * <p>Whatever else comes back, or nothing, is no grant: the guard waits before its processes start, and goes on counting while they run.
 */
@NullMarked
package io.regionpair.grant;

import org.jspecify.annotations.NullMarked;
