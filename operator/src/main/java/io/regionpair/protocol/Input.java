package io.regionpair.protocol;

import io.regionpair.protocol.PeerAnswer.Sight;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can happen to the engine of one pair. */
public sealed interface Input {

    /** A quorum read of the record: present, or absent. */
    record Read(Optional<Memory> memory) implements Input {}

    /** The record was read and means nothing to this version. */
    record Uninterpretable(String detail) implements Input {}

    /** Somebody else wrote the record: the other replica's answer to the peer, or a person. */
    record Changed() implements Input {}

    /** The record can't be read now. */
    record Unreadable(String detail) implements Input {}

    /** The API server confirmed exactly this. */
    record Stored(Memory memory) implements Input {}

    /** The record was not as expected, or nobody knows whether the write arrived: only a new read can tell. */
    record StoreFailed(String detail) implements Input {}

    /**
     * One poll of the arbitrator.
     *
     * @param sentAt monotonic nanoseconds, read before the first question was sent
     */
    record Polled(List<Answer> answers, long sentAt) implements Input {
        public Polled {
            answers = List.copyOf(answers);
        }
    }

    /** What came of an {@link Effect.AskPeer}; always exactly one for each. */
    record PeerReplied(PeerAnswer answer) implements Input {}

    /**
     * The peer's state, looked up without a question; absent when it can't be reached.
     *
     * @param sentAt monotonic nanoseconds, read before the request was sent
     */
    record PeerSeen(Optional<Sight> sight, long sentAt) implements Input {}

    /** The peer's operator looked at this region: something may have changed over there. A reason to ask, and evidence of nothing. */
    record PeerCalled() implements Input {}

    /** What is there in this region. */
    record Surveyed(Census census) implements Input {}

    /**
     * Every active-passive workload was changed after {@code drain} was stored, and then proved to have no pod left.
     *
     * @param what these workloads, component by component
     */
    record Stopped(String drain, Coverage what) implements Input {}

    /** Pods of active-passive workloads vanished without their kubelets' word. */
    record PodsLost(List<LostPod> pods) implements Input {
        public PodsLost {
            pods = List.copyOf(pods);
        }
    }

    /** A person says that the processes of these pods, by uid, are gone. Replaces what was said before. */
    record PodsAccountedFor(Set<String> uids) implements Input {
        public PodsAccountedFor {
            uids = Set.copyOf(uids);
        }
    }

    /** Time passed, or the parameters changed. */
    record Tick() implements Input {}
}
