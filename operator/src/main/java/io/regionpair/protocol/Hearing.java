package io.regionpair.protocol;

import io.regionpair.protocol.Params.Epochs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was heard of the arbitrator. Lost at a restart, by design.
 *
 * @param last the verdict of the last poll
 * @param valid the last verdict that was for or against
 * @param againstInARow how many verdicts against came since the last one for; undecided ones neither count nor reset
 * @param answers of the last poll, for people
 */
public record Hearing(Optional<Verdict> last, Optional<Verdict> valid, int againstInARow, List<Answer> answers) {

    static final Hearing NOTHING = new Hearing(Optional.empty(), Optional.empty(), 0, List.of());

    public Hearing {
        answers = List.copyOf(answers);
    }

    /** The last valid answer is older than {@code maxEpoch}: whatever rests on it rests on nothing. */
    boolean isOutdatedBy(OptionalLong maxEpoch, Params params) {
        if (params.epochs() == Epochs.Ignored || maxEpoch.isEmpty() || valid.isEmpty()) {
            return false;
        }
        var heard = valid.get().accepted();
        return heard.isEmpty() || heard.getAsLong() < maxEpoch.getAsLong();
    }

    Hearing after(Verdict verdict, List<Answer> polled) {
        var decided = !(verdict instanceof Verdict.Undecided);
        var row = switch (verdict) {
            case Verdict.For _ -> 0;
            case Verdict.Against _ -> againstInARow + 1;
            case Verdict.Undecided _ -> againstInARow;
        };
        return new Hearing(Optional.of(verdict), decided ? Optional.of(verdict) : valid, row, polled);
    }
}
