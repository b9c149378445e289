package io.regionpair.e2e.story;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A story that is too long for every build; {@code -Dstories=all} tells it. */
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
        named = "stories",
        matches = "all",
        disabledReason = "too long for every build; -Dstories=all runs it")
@interface BeforeRelease {}
