package io.regionpair.protocol.simulation;

/** Something that must not be: the run ends here. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Which promise was broken. */
    enum Promise {
        /** Processes of one workload, or of two that both regions know, run in both regions. */
        NeverBoth,
        /** Two regions went on being active although each could see the other. */
        SplitBrainEnds,
        /** A region that is named stopped although nobody named another. */
        NoNeedlessStop,
        /** When everything works again, the region that is named runs. */
        NamedRegionRuns
    }

    final Promise promise;

    Violation(Promise promise, String how) {
        super(promise + ": " + how, null, false, false);
        this.promise = promise;
    }
}
