package io.regionpair.pair;

import static io.regionpair.pair.Pairs.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.regionpair.api.RegionPair;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PersonsChangeTest {

    private final PersonsChange filter = new PersonsChange();

    @Test
    void anotherStatusIsOurOwn() {
        assertThat(filter.accept(changed(meta -> meta.setResourceVersion("2")), pair().build()))
                .isFalse();
    }

    static Stream<Consumer<ObjectMeta>> changes() {
        return Stream.of(
                meta -> meta.setGeneration(99L),
                meta -> meta.setAnnotations(Map.of("regionpair.io/stopped-pods", "uid-1")),
                meta -> meta.setFinalizers(List.of("somebody/else")),
                meta -> meta.setDeletionTimestamp("2026-11-20T10:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everythingElseIsAPersons(Consumer<ObjectMeta> change) {
        assertThat(filter.accept(changed(change), pair().build())).isTrue();
    }

    private static RegionPair changed(Consumer<ObjectMeta> change) {
        var next = pair().build();
        change.accept(next.getMetadata());
        return next;
    }
}
