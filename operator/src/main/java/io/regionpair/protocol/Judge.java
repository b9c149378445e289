package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Epochs;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Turns the answers of all endpoints into one {@link Verdict}: <em>for</em> needs a majority of all endpoints that names this region
 * with nothing newer beside it; <em>against</em> needs one valid answer under a newer epoch, or a majority that says the same. What is
 * neither is undecided, and the reason says whether the endpoints disagree or too few of them say anything.
 *
 * <p>With one balanced address the majority is one, and says nothing about the instances behind it (4-safety 2.3).
 */
final class Judge {

    private final Params params;
    private final OptionalLong maxEpoch;

    Judge(Params params, OptionalLong maxEpoch) {
        this.params = params;
        this.maxEpoch = params.epochs() == Epochs.Ignored ? OptionalLong.empty() : maxEpoch;
    }

    Verdict judge(List<Answer> answers) {
        var majority = answers.size() / 2 + 1;
        var judged = answers.stream().map(this::withEpochJudged).toList();
        var named = judged.stream()
                .filter(Answer.Names.class::isInstance)
                .map(Answer.Names.class::cast)
                .toList();
        if (named.isEmpty()) {
            return nothingValid(judged);
        }

        var newest = named.stream().mapToLong(Judge::epochOrZero).max().orElse(0);
        var newestAgainst = named.stream()
                .filter(answer -> epochOrZero(answer) == newest && !namesSelf(answer))
                .findFirst();
        if (newestAgainst.isPresent() && isNewer(newestAgainst.get().epoch())) {
            return new Verdict.Against(
                    newestAgainst.get().active(), newestAgainst.get().epoch(), true);
        }

        // Older than another answer of the same round: that instance lags, and its word is worth nothing.
        var current =
                named.stream().filter(answer -> epochOrZero(answer) == newest).toList();
        var epoch = current.getFirst().epoch();
        if (count(current, this::namesSelf) >= majority) {
            return new Verdict.For(epoch, count(current, this::fencesPeer) >= majority);
        }
        for (var region : List.of(params.peer(), Answer.NONE)) {
            if (count(current, answer -> answer.active().equals(region)) >= majority) {
                return new Verdict.Against(region, epoch, false);
            }
        }
        var agreement = Agreement.among(judged, params.epochs());
        return new Verdict.Undecided(
                agreement.isBroken() ? Reason.InstancesDisagree : Reason.NoMajority, agreement.inWords());
    }

    /** What only the stored epoch can tell: an older epoch, or a missing one where one is needed, makes an answer invalid. */
    private Answer withEpochJudged(Answer answer) {
        if (!(answer instanceof Answer.Names names)) {
            return answer;
        }
        if (params.epochs() == Epochs.Ignored) {
            return new Answer.Names(names.endpoint(), names.active(), OptionalLong.empty(), java.util.Optional.empty());
        }
        if (names.epoch().isEmpty()) {
            return maxEpoch.isPresent() || params.epochs() == Epochs.Required
                    ? new Answer.Invalid(names.endpoint(), Reason.EpochMissing, Reason.EpochMissing.meaning())
                    : answer;
        }
        if (maxEpoch.isPresent() && names.epoch().getAsLong() < maxEpoch.getAsLong()) {
            return new Answer.Invalid(
                    names.endpoint(),
                    Reason.EpochRolledBack,
                    "epoch " + names.epoch().getAsLong() + " after " + maxEpoch.getAsLong());
        }
        return answer;
    }

    private static Verdict nothingValid(List<Answer> answers) {
        // A response that is wrong says more than no response.
        return answers.stream()
                .filter(Answer.Invalid.class::isInstance)
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .map(answer -> switch (answer) {
                    case Answer.Invalid invalid -> new Verdict.Undecided(invalid.reason(), invalid.detail());
                    case Answer.Unreachable silent -> new Verdict.Undecided(silent.reason(), silent.detail());
                    case Answer.Names _ -> throw new IllegalStateException("There is a valid answer");
                })
                .orElse(new Verdict.Undecided(Reason.ArbitratorUnreachable, "no endpoint was asked"));
    }

    private boolean isNewer(OptionalLong epoch) {
        return epoch.isPresent() && (maxEpoch.isEmpty() || epoch.getAsLong() > maxEpoch.getAsLong());
    }

    private boolean namesSelf(Answer.Names answer) {
        return answer.active().equals(params.self());
    }

    /** An assertion is for exactly one epoch: that the peer was gone then says nothing of now. */
    private boolean fencesPeer(Answer.Names answer) {
        return answer.fenced()
                .filter(fenced -> fenced.region().equals(params.peer()))
                .filter(fenced -> answer.epoch().equals(OptionalLong.of(fenced.epoch())))
                .isPresent();
    }

    private static long epochOrZero(Answer.Names answer) {
        return answer.epoch().orElse(0);
    }

    private static long count(List<Answer.Names> answers, Predicate<Answer.Names> which) {
        return answers.stream().filter(which).count();
    }
}
