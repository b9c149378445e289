package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What GitOps says, and the instances that serve it: late, stale, or now the one and now the other. */
final class Arbitrator {

    private record Content(String active, long epoch, Optional<String> gone) {}

    private final Timeline time;
    private final boolean epochs;
    private final boolean balanced;
    private final List<Content> history = new ArrayList<>();
    private final int[] served = new int[3];
    private boolean faulty = true;

    Arbitrator(Timeline time, boolean epochs, boolean balanced, String active) {
        this.time = time;
        this.epochs = epochs;
        this.balanced = balanced;
        history.add(new Content(active, 1, Optional.empty()));
    }

    String active() {
        return history.getLast().active();
    }

    long epoch() {
        return history.getLast().epoch();
    }

    boolean hasEpochs() {
        return epochs;
    }

    void edit(String active, Optional<String> gone) {
        history.add(new Content(active, epoch() + 1, gone));
        time.note(
                "arb",
                "names " + active + " epoch=" + epoch()
                        + gone.map(g -> " fenced=" + g).orElse(""));
        for (int i = 0; i < served.length; i++) {
            var instance = i;
            time.after(time.delay(1500, 15_000), () -> served[instance] = history.size() - 1);
        }
    }

    /** An instance goes back to something that it served before. */
    void flap() {
        served[(int) time.between(0, 2)] = (int) time.between(Math.max(0, history.size() - 3), history.size() - 1);
    }

    void heal() {
        faulty = false;
        for (int i = 0; i < served.length; i++) {
            served[i] = history.size() - 1;
        }
        time.after(20_000, () -> java.util.Arrays.fill(served, history.size() - 1));
    }

    List<Answer> poll() {
        if (balanced) {
            return List.of(answer((int) time.between(0, 2)));
        }
        return List.of(answer(0), answer(1), answer(2));
    }

    private Answer answer(int instance) {
        if (faulty && time.percent(10)) {
            return new Answer.Unreachable("i" + instance, Reason.ArbitratorUnreachable, "time-out");
        }
        var content = history.get(served[instance]);
        return new Answer.Names(
                "i" + instance,
                content.active(),
                epochs ? OptionalLong.of(content.epoch()) : OptionalLong.empty(),
                epochs ? content.gone().map(region -> new Answer.Fenced(region, content.epoch())) : Optional.empty());
    }
}
