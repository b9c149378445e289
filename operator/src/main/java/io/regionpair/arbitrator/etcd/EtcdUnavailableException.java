package io.regionpair.arbitrator.etcd;

/** No member gave an answer that a majority stands behind. The message is one sentence for people, the same for the same causes. */
public final class EtcdUnavailableException extends Exception {

    private final boolean inDoubt;

    EtcdUnavailableException(String sentence, boolean inDoubt) {
        super(sentence);
        this.inDoubt = inDoubt;
    }

    /** Whether what was asked for may have been done, or may still be, although nobody said so. */
    public boolean isInDoubt() {
        return inDoubt;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
