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
 * @param inARow how many verdicts of the kind of {@code valid} came without one of the other kind between; undecided ones neither count
 *     nor reset
 * @param answers of the last poll, for people
 */
public record Hearing(Optional<Verdict> last, Optional<Verdict> valid, int inARow, List<Answer> answers) {

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
        if (verdict instanceof Verdict.Undecided) {
            return new Hearing(Optional.of(verdict), valid, inARow, polled);
        }
        var again =
                valid.filter(before -> before.getClass() == verdict.getClass()).isPresent();
        return new Hearing(Optional.of(verdict), Optional.of(verdict), again ? inARow + 1 : 1, polled);
    }
}
