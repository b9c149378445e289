package io.regionpair.ops;

/** TLS material that a person must correct. The message is one sentence that says what is wrong, free of secrets. */
public final class UnusableTlsException extends Exception {

    UnusableTlsException(String sentence) {
        super(sentence);
    }
}
