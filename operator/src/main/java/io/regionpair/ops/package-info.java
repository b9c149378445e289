/**
 * What every long-running part of the program needs around its work: HTTP servers, health and metrics, leadership, events, TLS
 * material from Secrets, logging. Nothing here knows what a region is for.
 */
@NullMarked
package io.regionpair.ops;

import org.jspecify.annotations.NullMarked;
