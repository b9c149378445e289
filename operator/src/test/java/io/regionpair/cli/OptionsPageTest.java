package io.regionpair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "options.md");

    @Test
    void isWhatTheProgramSays() throws Exception {
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, OptionsPage.text());
        }

        assertThat(PAGE).as("generated with -Ddocs.update").hasContent(OptionsPage.text());
    }
}
