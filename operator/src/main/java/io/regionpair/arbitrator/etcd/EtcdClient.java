package io.regionpair.arbitrator.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.arbitrator.etcd.Gateway.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The keys under one prefix. Every answer is what a majority of the members has, at a moment after the question: whichever member is asked,
 * nothing older than an earlier answer comes. Asks the member that answered last, and the others in turn when it doesn't.
 */
public final class EtcdClient implements AutoCloseable {

    private static final String RANGE = "/v3/kv/range";
    private static final String TRANSACTION = "/v3/kv/txn";

    /** A write that got no answer is tried at every member once more, to learn what became of it. */
    private static final int ROUNDS_OF_A_WRITE = 2;

    private final List<URI> members;
    private final Gateway gateway;
    private final Json json;
    private volatile int preferred;

    private EtcdClient(List<URI> members, Gateway gateway, Json json) {
        this.members = members;
        this.gateway = gateway;
        this.json = json;
    }

    /**
     * Nothing is sent yet.
     *
     * @param deadline for each request to one member
     * @throws UnusableSettingsException when a file can't be used
     */
    public static EtcdClient open(EtcdSettings settings, Duration deadline) throws UnusableSettingsException {
        return new EtcdClient(settings.members(), Gateway.open(settings, deadline), new Json(settings.prefix()));
    }

    /** The member that answered last, or that will be asked first. */
    public URI preferred() {
        return members.get(preferred);
    }

    /** Every key, as all of them were at one moment. */
    public List<Entry> readAll() throws EtcdUnavailableException, InterruptedException {
        return json.entries(ask(RANGE, json.everything(), 1).json());
    }

    /** One key; absent when there is no such one. */
    public Optional<Entry> read(String name) throws EtcdUnavailableException, InterruptedException {
        return json.entries(ask(RANGE, json.one(name), 1).json()).stream().findFirst();
    }

    /**
     * Writes a key if nobody has written it since it was read.
     *
     * @param revision of what was read; 0: there was no such key
     * @throws EtcdUnavailableException says whether the write may be done
     */
    public Written write(String name, long revision, byte[] value)
            throws EtcdUnavailableException, InterruptedException {
        // Asking the same again is safe: at most one of them finds the revision still there.
        var answer = ask(TRANSACTION, json.write(name, revision, value), ROUNDS_OF_A_WRITE);
        return answer.json().path("succeeded").asBoolean()
                ? new Written.Done()
                : new Written.Outrun(json.found(answer.json()).stream().findFirst(), answer.afterDoubt());
    }

    /**
     * Tells of changes from now on.
     *
     * @param told called whenever something may have changed, by a thread that it must not hold
     */
    public EtcdWatch watch(Runnable told) {
        return EtcdWatch.start(gateway, this::preferred, json.watch(), told);
    }

    private record Answer(JsonNode json, boolean afterDoubt) {}

    private Answer ask(String path, ObjectNode body, int rounds) throws EtcdUnavailableException, InterruptedException {
        var sentences = new @Nullable String[members.size()];
        var inDoubt = false;
        var first = preferred;
        for (var turn = 0; turn < rounds * members.size(); turn++) {
            var member = (first + turn) % members.size();
            switch (gateway.ask(members.get(member), path, body)) {
                case Outcome.Came(var answer) -> {
                    preferred = member;
                    return new Answer(answer, inDoubt);
                }
                case Outcome.Failed(var sentence, var mayBeDone) -> {
                    sentences[member] = sentence;
                    inDoubt |= mayBeDone;
                }
            }
        }
        throw new EtcdUnavailableException(failure(sentences), inDoubt);
    }

    private String failure(@Nullable String[] sentences) {
        var all = new StringJoiner("; ", "no member of etcd gives an answer that a majority stands behind: ", "");
        for (var member = 0; member < sentences.length; member++) {
            all.add(members.get(member).getRawAuthority() + ": " + sentences[member]);
        }
        return all.toString();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
