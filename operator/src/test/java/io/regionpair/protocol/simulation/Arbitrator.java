package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What GitOps says, and the instances that serve it: late, stale, silent, or now the one and now the other. */
final class Arbitrator {

    private record Content(String active, long epoch, Optional<String> gone, long since) {}

    private static final int INSTANCES = 3;

    private final Timeline time;
    private final Chance chance;
    private final boolean epochs;
    private final boolean balanced;
    private final Optional<Long> latestRollOut;
    private final List<Content> history = new ArrayList<>();
    private final int[] served = new int[INSTANCES];
    /** Each region hears the instance that is near to it. */
    private final boolean near;

    private boolean silent;

    /**
     * Serving.
     *
     * @param balanced all instances behind one address, so that each poll hears any one of them
     * @param latestRollOut so many milliseconds after an edit no instance serves anything older; absent: nothing limits that
     */
    Arbitrator(
            Timeline time,
            Chance chance,
            boolean epochs,
            boolean balanced,
            String active,
            Optional<Long> latestRollOut) {
        this.time = time;
        this.chance = chance;
        this.epochs = epochs;
        this.balanced = balanced;
        this.latestRollOut = latestRollOut;
        this.near = latestRollOut.isPresent() && chance.percent(60);
        history.add(new Content(active, 1, Optional.empty(), 0));
    }

    String active() {
        return history.getLast().active();
    }

    boolean hasEpochs() {
        return epochs;
    }

    void edit(String active, Optional<String> gone) {
        history.add(new Content(active, history.getLast().epoch() + 1, gone, time.now()));
        time.note(
                "arb", () -> "names " + active + gone.map(g -> ", fenced " + g).orElse(""));
        var newest = history.size() - 1;
        for (int i = 0; i < INSTANCES; i++) {
            var instance = i;
            var late = chance.strike(Fault.RollOutDrags, 120, 1_500, 15_000);
            var last = latestRollOut.isPresent() && chance.percent(40);
            var delay = last ? latestRollOut.get() : late > 0 ? late : chance.between(1, 800);
            time.after(Math.min(delay, latestRollOut.orElse(Long.MAX_VALUE)), () -> serve(instance, newest));
        }
    }

    private void serve(int instance, int content) {
        served[instance] = Math.max(served[instance], content);
    }

    /** An instance goes back to something that it served before. */
    void fallBack() {
        if (latestRollOut.isPresent()) {
            fallBackALittle(latestRollOut.get());
            return;
        }
        served[(int) chance.between(0, INSTANCES - 1)] =
                (int) chance.between(Math.max(0, history.size() - 3), history.size() - 1);
    }

    private void fallBackALittle(long most) {
        var instance = (int) chance.between(0, INSTANCES - 1);
        for (int older = 0; older < history.size() - 1; older++) {
            var left = history.get(older + 1).since() + most - time.now();
            if (left > 0) {
                served[instance] = older;
                break;
            }
        }
        for (int newer = served[instance] + 1; newer < history.size(); newer++) {
            var content = newer;
            var left = history.get(newer).since() + most - time.now();
            time.after(Math.max(0, left), () -> serve(instance, content));
        }
    }

    /** When the document last changed. */
    long editedAt() {
        return history.getLast().since();
    }

    /** Every instance has the newest content. */
    void heal() {
        Arrays.fill(served, history.size() - 1);
        silent = false;
    }

    void fallSilent() {
        silent = true;
    }

    List<Answer> poll(String region) {
        if (near) {
            return List.of(answer(region.equals("eu") ? 0 : 1));
        }
        return balanced
                ? List.of(answer((int) chance.between(0, INSTANCES - 1)))
                : List.of(answer(0), answer(1), answer(2));
    }

    private Answer answer(int instance) {
        if (silent || chance.strikes(Fault.InstanceSilent, 100)) {
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
