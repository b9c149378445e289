package io.regionpair.arbitrator.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import okhttp3.Dns;

/**
 * Name resolution that a deadline can leave. The system's resolver can neither be interrupted nor given a time-out and may take half a
 * minute; here it runs on a thread of its own, at most one for each name, and later callers join the lookup that is under way.
 */
public final class NameLookup implements Dns {

    private final Dns system;
    private final ConcurrentMap<String, FutureTask<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    public NameLookup(Dns system) {
        this.system = system;
    }

    @Override
    public List<InetAddress> lookup(String name) throws UnknownHostException {
        var mine = new FutureTask<>(() -> resolve(name));
        var other = underWay.putIfAbsent(name, mine);
        if (other == null) {
            // A platform thread: a resolver that hangs inside native code would hold a carrier of the virtual threads.
            Thread.ofPlatform().daemon().name("arbitrator-lookup").start(mine);
        }
        try {
            return (other == null ? mine : other).get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(name);
        } catch (ExecutionException e) {
            var unknown = new UnknownHostException(name);
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        try {
            return system.lookup(name);
        } finally {
            underWay.remove(name);
        }
    }
}
