package io.regionpair.protocol.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What real operators stored in real clusters is what the model stores. Without {@code -Dconformance.logs} a switch that was recorded;
 * with it every pair of {@code audit.jsonl} below that folder, such as {@code e2e/target} after a run of the stories.
 */
class AuditedRecordsTest {

    private static final Path RECORDED = Path.of("src/test/resources/conformance");

    private static final Path LOGS = Path.of(System.getProperty("conformance.logs", RECORDED.toString()));

    @Test
    void theModelAllowsWhateverTheOperatorsStored() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        var pairs = 0;
        for (var rig : rigs()) {
            for (var entry :
                    AuditedRecords.histories(log(rig, "eu"), log(rig, "us")).entrySet()) {
                assertThat(entry.getValue().violations())
                        .as("pair %s in %s", entry.getKey(), rig)
                        .isEmpty();
                entry.getValue().counts().forEach((rule, count) -> counts.merge(rule, count, Integer::sum));
                pairs++;
            }
        }

        System.out.printf("conformance: %d pairs below %s, stored by rule: %s%n", pairs, LOGS, counts);
        assertThat(counts)
                .containsKeys("T9 no record", "T1 named", "T3 acknowledged", "yes", "T5 against", "T6 stopped");
    }

    /** The recorded switch with the yes left out. */
    @Test
    void anActivationWithoutAYesIsSeen() {
        var history = new PairHistory(List.of("eu", "us"), false, false);
        for (var region : List.of("eu", "us")) {
            AuditedRecords.read(log(RECORDED, region)).stream()
                    .map(write -> write.record().orElseThrow())
                    .filter(record -> region.equals("us") || record.granted().isEmpty())
                    .forEach(record -> history.stored(region, record));
        }

        assertThat(history.violations()).anyMatch(violation -> violation.contains("never gave the yes"));
    }

    private static Path log(Path rig, String region) {
        return rig.resolve(region).resolve("audit.jsonl");
    }

    private static List<Path> rigs() throws IOException {
        try (var files = Files.walk(LOGS)) {
            return files.filter(path -> Files.exists(log(path, "eu")) && Files.exists(log(path, "us")))
                    .sorted()
                    .toList();
        }
    }
}
