package io.regionpair.e2e.story;

import java.util.Optional;

/** What goes wrong, and what has to come of it. In each case nothing may ever run in both regions; that isn't repeated here. */
enum InjectedFault {
    NONE("nothing: a planned switch", "the other region runs everything"),
    SLOW_POD("a pod takes its time to end, or never ends", "the other region waits for exactly this pod"),
    FORCED_DELETION("a pod is deleted by force", "it counts as running until a person says otherwise"),
    SILENT_NODE("a node isn't heard of any more", "its pods count as running, however long the silence"),
    KUBELET_KILLED("a kubelet and a container runtime die in the middle of a switch", "a slow switch"),
    NODE_DEAD("a node loses its power in the middle of a switch", "the other region waits until it is back"),
    OPERATOR_KILLED("operators die at chosen and at random moments of a switch", "a restart finishes it"),
    OPERATORS_DEAD("both operators are dead", "nothing moves"),
    OPERATOR_FROZEN(
            "a leader sleeps past its lease at any step and wakes up after a switch", "nothing of what it sends lands"),
    TWO_LEADERS("two operators of a region lead at once", "together they switch once"),
    API_SERVER_KILLED("a region's API server dies in the middle of a switch", "it is finished when it is back"),
    ETCD_KILLED(
            "a region's etcd dies in the middle of a switch",
            "nothing happens that isn't stored; finished when it is back"),
    ETCD_SLOW("etcd stands still for half a second, again and again", "a slow switch"),
    CONFLICT_STORM("somebody writes the stored record fifty times a second", "the switch is done all the same"),
    NEWER_RECORD("the stored record is one of a newer version", "it is left alone, and nothing is started or stopped"),
    ARBITRATOR_AWAY("no region, or one region, can reach the arbitrator", "what runs runs on"),
    ARBITRATOR_FLAPS(
            "answers alternate, from one instance or from several behind a balancer", "at most one switch, none early"),
    ARBITRATOR_LAGS(
            "each region hears another answer, for a while or for good",
            "the named one waits for the other one's proof"),
    EDIT_REVERTED(
            "the document is changed, reverted and changed again within a second",
            "the last word counts, after at most a detour"),
    EPOCH_BACKWARDS("a document with an older epoch, or with none after one had one", "it is ignored, and said so"),
    EPOCH_JUMPS(
            "a document that names the active region again under a later epoch, under Timed",
            "it stops, and starts anew under a later term"),
    PARAMETERS_DIFFER(
            "one region is Timed and the other one Acknowledged",
            "nothing starts by time, however long the other one is dead"),
    ANSWER_STALE("an answer from a cache, older than is allowed", "it doesn't count"),
    ANSWER_MALFORMED("answers that are no document, or contradict themselves", "they don't count"),
    ANSWER_ENDLESS("a gigabyte, a byte a second, silence, half an answer", "cut off in time"),
    ANSWER_REDIRECTED("redirects", "not followed"),
    LINE_CUT(
            "the lines between regions and to the arbitrator are cut",
            "what runs runs on; finished when they are whole"),
    LINE_ONE_WAY(
            "questions arrive and answers are lost", "the asking region waits; its question is the same afterwards"),
    LINE_SLOW("a round trip takes long, or too long", "a slow switch, or one that waits"),
    PEER_AWAY("the other region's operator is away", "nothing starts but by a person's word"),
    PEER_LIES("answers of the wrong pair, attempt or region, garbage, error statuses", "none passes for a yes"),
    CERTIFICATE(
            "certificates are renewed, replaced, or expire", "renewed without a restart, an expired one is refused"),
    ASSERTION_WRONG(
            "somebody says that a region is fenced, and it isn't",
            "both run, and the observer sees it: what a wrong assertion costs"),
    RAISED_BY_OTHERS(
            "somebody raises workloads of the passive region",
            "no pod behind the admission fence; set back without it"),
    REGION_DEAD("a region is dead, under Timed", "the other one starts when the fence wait is over, not before"),
    ARBITRATOR_SILENT("the arbitrator falls silent, under Timed", "the active region stops before its lease ends"),
    SUPERVISED_OPERATOR_GONE(
            "an operator dies or stands still, under Timed with supervisors in the pods",
            "its processes end with their lease and don't start again; the other region starts after the fence wait"),
    SUPERVISED_NODE_CUT(
            "a node is cut off, under Timed with supervisors in the pods",
            "its processes end with their lease, and what its kubelet restarts doesn't start"),
    SUPERVISED_API_AWAY(
            "a region's API server is away, under Timed with supervisors in the pods",
            "for a moment nothing stops; for longer the processes end with their lease"),
    SUPERVISED_SUSPENDED(
            "a whole region is suspended and resumed after a takeover, with supervisors in the pods",
            "its processes run beside the other one's for moments, until the supervisors look at their clocks"),
    PAIR_DELETED("the pair is deleted, and made again", "nothing is stopped by it, and the other region waits"),
    COMPONENT_MISSING("components come, go or change in the middle", "what isn't covered isn't started"),
    CLOCK_WRONG(
            "clocks run wrong or jump",
            "nothing under Acknowledged depends on them",
            "leader election does; not run with false clocks yet"),
    WATCH_STALLED(
            "a watch stands still", "yes rests on quorum reads alone", "shown by unit tests and the simulation only"),
    STORE_RESTORED(
            "etcd is restored from an old snapshot",
            "by the runbook nothing runs there; without it both run, and the observer sees it"),
    REGION_SUSPENDED(
            "a whole region is suspended and resumed",
            "waited for; under Timed its processes stop before they do anything else");

    private final String what;
    private final String outcome;
    private final Optional<String> notShown;

    InjectedFault(String what, String outcome) {
        this.what = what;
        this.outcome = outcome;
        this.notShown = Optional.empty();
    }

    InjectedFault(String what, String outcome, String notShown) {
        this.what = what;
        this.outcome = outcome;
        this.notShown = Optional.of(notShown);
    }

    String what() {
        return what;
    }

    String outcome() {
        return outcome;
    }

    /** Why no story shows it; empty when one has to. */
    Optional<String> notShown() {
        return notShown;
    }
}
