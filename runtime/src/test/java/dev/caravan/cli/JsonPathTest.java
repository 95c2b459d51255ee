package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonPathTest {
    private static final String LIST = "{\"items\":[{\"metadata\":{\"name\":\"a\",\"labels\":{\"x.y/z\":\"1\"}}},"
            + "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"replicas\":3}}]}";

    private static String on(String path) throws IOException {
        return Output.JsonPath.of(path).on(JsonTree.parse(LIST));
    }

    @Test
    void readsWhatKubectlUsersWrite() throws IOException {
        assertThat(on("{.items[*].metadata.name}")).isEqualTo("a b");
        assertThat(on("{.items[0].metadata.name}")).isEqualTo("a");
        assertThat(on("{$.items[-1].spec.replicas}")).isEqualTo("3");
        assertThat(on(".items[1].metadata")).isEqualTo("{\"name\":\"b\"}");
    }

    @Test
    void whatIsNotThereIsEmpty() throws IOException {
        assertThat(on("{.items[7].metadata.name}")).isEmpty();
        assertThat(on("{.nothing.here}")).isEmpty();
    }

    @Test
    void quotedKeyMayHoldDots() throws IOException {
        assertThat(on("{.items[0].metadata.labels['x.y/z']}")).isEqualTo("1");
        assertThat(on("{.items[0].metadata.labels.x\\.y/z}")).isEqualTo("1");
    }

    @Test
    void pathThatIsNoneIsWrongUsage() {
        assertThatThrownBy(() -> on("{.items[0}"))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.exitCode()).isEqualTo(Failure.USAGE))
                .hasMessageContaining("'[0' is no step");
        assertThatThrownBy(() -> on("{.items[one]}"))
                .isInstanceOf(Failure.class)
                .hasMessage("jsonpath: [one] is no index");
    }
}
