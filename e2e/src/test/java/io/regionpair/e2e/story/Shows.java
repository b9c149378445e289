package io.regionpair.e2e.story;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** The faults that a story injects; docs/faults.md is made from these. {@code e2e/faults} runs all stories that have it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@interface Shows {
    InjectedFault[] value();
}
