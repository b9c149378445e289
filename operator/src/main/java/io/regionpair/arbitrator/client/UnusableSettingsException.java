package io.regionpair.arbitrator.client;

/** Settings that a person must correct. The message is one sentence that says which and how, free of secrets. */
public final class UnusableSettingsException extends Exception {

    public UnusableSettingsException(String sentence) {
        super(sentence);
    }
}
