package io.regionpair.protocol.model;

import java.util.List;
import java.util.Map;

/**
 * One row of {@code runs.md}.
 *
 * @param base name of the {@code .cfg} file that the run starts from
 * @param inEveryBuild belongs to the short set
 * @param changes constants with another value than in the base
 * @param checked names of the invariants and action properties that TLC looks at
 * @param figure what has to come out beside the verdict: the number of states if everything holds, else the number of steps
 */
record ModelRun(
        String name,
        String base,
        boolean inEveryBuild,
        Map<String, String> changes,
        List<String> checked,
        String verdict,
        String figure) {

    static final String HOLDS = "holds";

    boolean mustHold() {
        return verdict.equals(HOLDS);
    }

    @Override
    public String toString() {
        return name;
    }
}
