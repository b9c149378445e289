package io.regionpair.ops;

/** How log lines look. */
public enum LogFormat {
    /** One line for people, key/values after the message. */
    TEXT,
    /** One JSON object a line. */
    JSON
}
