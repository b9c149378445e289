package io.regionpair.protocol;

import io.regionpair.protocol.Params.Epochs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What the endpoints of one poll say beside each other. An epoch belongs to what is said: of two endpoints that name the same region
 * under different epochs, one lags.
 *
 * @param words how many endpoints say what, such as {@code us at epoch 8}, the word of the first endpoint first; endpoints without a
 *     document say nothing
 */
public record Agreement(Map<String, Long> words, int endpoints) {

    public static Agreement among(List<Answer> answers, Epochs epochs) {
        SequencedMap<String, Long> words = new LinkedHashMap<>();
        for (var answer : answers) {
            if (answer instanceof Answer.Names names) {
                words.merge(word(names, epochs), 1L, Long::sum);
            }
        }
        return new Agreement(words, answers.size());
    }

    private static String word(Answer.Names names, Epochs epochs) {
        return names.epoch().isPresent() && epochs != Epochs.Ignored
                ? names.active() + " at epoch " + names.epoch().getAsLong()
                : names.active();
    }

    /** Two endpoints say different things. */
    public boolean isBroken() {
        return words.size() > 1;
    }

    /** No endpoint says anything. */
    public boolean isSilence() {
        return words.isEmpty();
    }

    /** Enough endpoints gave a document for a majority of all of them. */
    public boolean hasQuorum() {
        return words.values().stream().mapToLong(Long::longValue).sum() > endpoints / 2;
    }

    /** For people, and the same for the same answers. */
    public String inWords() {
        var said = words.entrySet().stream()
                .map(entry -> entry.getValue() + (entry.getValue() == 1 ? " says " : " say ") + entry.getKey())
                .collect(Collectors.joining(", "));
        return "of " + endpoints + " endpoints " + (said.isEmpty() ? "none says anything" : said);
    }
}
