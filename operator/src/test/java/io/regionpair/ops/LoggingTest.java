package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LoggingTest {

    @Test
    void writesOneObjectALineWithKeysAndTheException() throws Exception {
        var logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.regionpair.Somewhere");
        var event = new LoggingEvent("x", logger, Level.WARN, "said\n\"so\"", new IllegalStateException("why"), null);
        event.setKeyValuePairs(List.of(new KeyValuePair(LogKeys.PAIR, "hopsworks")));
        var encoder = Logging.jsonEncoder();
        encoder.start();

        var line = new String(encoder.encode(event), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(line).endsWith("\n").containsOnlyOnce("\n");
        var json = new ObjectMapper().readTree(line);
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("loggerName").asText()).isEqualTo("io.regionpair.Somewhere");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("said\n\"so\"");
        assertThat(json.path("kvpList").get(0).path("pair").asText()).isEqualTo("hopsworks");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
        assertThat(json.path("timestamp").isNumber()).isTrue();
    }
}
