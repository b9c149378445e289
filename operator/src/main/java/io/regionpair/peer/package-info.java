/**
 * The link to the other region's operator: one question ("are you passive?") with its reply, and a look at the other's state. HTTPS with
 * client certificates, JSON.
 *
 * <pre>
 * engine → PeerClient ── POST /v1/pairs/{pair}/passive ──→ PeerServer → PassiveAnswerer
 *          PeerReply  ←─ Reply, or a refusal ─────────────
 * </pre>
 *
 * <p>Only a {@code Reply} that says yes and repeats exactly what was asked is evidence. Who somebody is, the URI in the certificate says
 * and nothing else: {@code spiffe://<trust domain>/region/<region>}.
 */
@NullMarked
package io.regionpair.peer;

import org.jspecify.annotations.NullMarked;
