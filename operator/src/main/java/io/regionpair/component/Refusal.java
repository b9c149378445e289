package io.regionpair.component;

/**
 * The admission fence of a pair is closed.
 *
 * @param lasting for so long that every API server has heard of it, not only the one that was tried
 */
record Refusal(String pair, boolean lasting) {}
