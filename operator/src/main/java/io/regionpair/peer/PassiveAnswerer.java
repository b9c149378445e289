package io.regionpair.peer;

import java.util.Optional;

/**
 * Answers for one region what the other one asks, in any replica of the operator, leader or not: from quorum reads and compare-and-set
 * alone, never from a cache. Called on many threads at once; may block, and is interrupted at the deadline. An exception is a
 * defect: it is logged, and becomes a response that is no evidence of anything.
 */
public interface PassiveAnswerer {

    /**
     * Answers one question.
     *
     * @param question authenticated: {@code from} is the region of the certificate that asked, {@code to} is this region. Whether
     *     {@code from} is the pair's other region is to be checked here.
     */
    Outcome answer(Question question) throws Exception;

    /** This region's state in a pair; absent when there is no such pair. An exception says that it can't be told now. */
    Optional<State> state(String pair) throws Exception;

    /** What came of a question. */
    sealed interface Outcome {

        /** Yes or no; repeats the question, as {@link Reply#yes} and {@link Reply#no} do. */
        record Said(Reply reply) implements Outcome {}

        /** There is no pair of this name here. */
        record NoSuchPair() implements Outcome {}

        /** It can't be told now, as when the API server doesn't answer. Nobody concludes anything from it. */
        record CannotTell(String detail) implements Outcome {}

        /** There is, and the asking region isn't one of its two. */
        record NotThisPairsRegion() implements Outcome {}
    }
}
