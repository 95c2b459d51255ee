package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    private final Components components = new Components(Set.of("seda"));

    @Test
    void referencesToObjectsAndClassesAreRefusedHoweverTheyAreWritten() {
        for (String value : List.of(
                "#class:java.util.ArrayList",
                "%23class:java.util.ArrayList",
                "%2523class:java.util.ArrayList",
                " #bean:x",
                "+%23bean:x",
                "RAW(#class:java.util.ArrayList)",
                "RAW{%23class:java.util.ArrayList}",
                "%52AW(%23class:java.util.ArrayList)",
                "bean:x",
                "class%3Ajava.util.ArrayList")) {
            assertThat(components.problem("seda:x?queueFactory=" + value))
                    .as(value)
                    .isPresent();
        }
        assertThat(components.problem("seda:x?queueFactory%3D%23class:java.util.ArrayList"))
                .isPresent();
    }

    @Test
    void placeholdersAreRefusedHoweverTheyAreWritten() {
        for (String text : List.of("{{env:HOME}}", "%7B%7Benv:HOME%7D%7D", "%7b{env:HOME}}", "%24%7Bsys.x}")) {
            assertThat(components.problem("seda:x?size=" + text)).as(text).isPresent();
        }
    }

    @Test
    void whatOnlyLooksAlikeIsAllowed() {
        assertThat(components.problem("seda:x?password=RAW(100%&a=b)")).isEmpty();
        assertThat(components.problem("seda:a%20b?size=10#top")).isEmpty();
    }
}
