/**
 * A client of etcd, as much of it as the arbitrator needs: read what a majority has, write only onto what was read, and hear of changes.
 * Speaks the JSON that every member offers beside gRPC. {@code EtcdClient} chooses the member, {@code Gateway} is one request to one.
 */
@NullMarked
package io.regionpair.arbitrator.etcd;

import org.jspecify.annotations.NullMarked;
