package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.arbitrator.etcd.Entry;
import io.regionpair.arbitrator.etcd.EtcdClient;
import io.regionpair.arbitrator.etcd.EtcdSettings;
import io.regionpair.arbitrator.etcd.EtcdUnavailableException;
import io.regionpair.arbitrator.etcd.EtcdWatch;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents in etcd, a key for each pair. What is read is what a majority has: every instance reads the same, none goes back when it
 * asks another member, and without a majority nothing is read.
 */
final class EtcdSource implements DocumentSource {

    private static final Logger log = LoggerFactory.getLogger(EtcdSource.class);

    /**
     * For one member's answer. A new leader is elected within 2 s as etcd is set by default, so that most reads outlast an election; three
     * silent members cost 6 s of age, a tenth of what operators accept.
     */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private final EtcdSettings settings;
    private final EtcdClient etcd;
    private final EtcdWatch watch;
    private final Semaphore changes;
    private URI asked;

    private EtcdSource(EtcdSettings settings, EtcdClient etcd, EtcdWatch watch, Semaphore changes) {
        this.settings = settings;
        this.etcd = etcd;
        this.watch = watch;
        this.changes = changes;
        this.asked = etcd.preferred();
    }

    /** Watches from now on. */
    static EtcdSource open(EtcdSettings settings) throws UnusableSettingsException {
        var etcd = EtcdClient.open(settings, DEADLINE);
        var changes = new Semaphore(0);
        return new EtcdSource(settings, etcd, etcd.watch(changes::release), changes);
    }

    @Override
    public String name() {
        return settings.toString();
    }

    @Override
    public Reading read() throws SourceUnavailableException, InterruptedException {
        // Before the look: what changes after it must be told.
        changes.drainPermits();
        try {
            var entries = etcd.readAll();
            follow();
            return reading(entries);
        } catch (EtcdUnavailableException e) {
            throw new SourceUnavailableException(e.sentence());
        }
    }

    private void follow() {
        var answering = etcd.preferred();
        if (!answering.equals(asked)) {
            log.atWarn()
                    .addKeyValue("silent", asked)
                    .addKeyValue("answering", answering)
                    .log("A member of etcd doesn't answer, another one does");
            asked = answering;
        }
        watch.follow();
    }

    private Reading reading(Iterable<Entry> entries) {
        var pairs = new TreeMap<String, Finding>();
        var strays = new ArrayList<String>();
        for (var entry : entries) {
            var key = settings.prefix() + entry.name();
            if (PAIR.matcher(entry.name()).matches()) {
                pairs.put(entry.name(), new Finding.Candidate(key, entry.value(), Finding.Format.JSON));
            } else {
                strays.add("a key under " + settings.prefix() + " isn't named after a pair");
            }
        }
        return new Reading(pairs, strays.stream().distinct().toList());
    }

    @Override
    public void awaitChange(Duration atMost) throws InterruptedException {
        if (changes.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            changes.drainPermits();
        }
    }

    @Override
    public void close() {
        watch.close();
        etcd.close();
    }
}
