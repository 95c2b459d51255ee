package dev.caravan.proxy.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Port;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Map<PortKey, String> texts = new HashMap<>();

    @Test
    void longestPathOfTheAskedHostWins() {
        add("shop", "shop.example/");
        add("api", "shop.example/api");
        add("deep", "shop.example/api/deep/");
        assertThat(find("shop.example", "/")).isEqualTo("shop");
        assertThat(find("SHOP.example:8080", "/api?x=1")).isEqualTo("api");
        assertThat(find("shop.example", "/api/deep/er")).isEqualTo("deep");
        assertThat(find("shop.example", "/api/other")).isEqualTo("api");
    }

    @Test
    void routeOfTheAskedHostBeatsALongerOneOfAnyHost() {
        add("any", "/api/v1");
        add("own", "shop.example");
        assertThat(find("shop.example", "/api/v1")).isEqualTo("own");
        assertThat(find("other.example", "/api/v1/x")).isEqualTo("any");
        assertThat(find("", "/api/v1")).isEqualTo("any");
    }

    @Test
    void pathCoversWhatIsBeneathItAndNotWhatMerelyStartsSo() {
        add("a", "/a");
        add("star", "/b*");
        assertThat(find("h", "/a/x")).isEqualTo("a");
        assertThat(find("h", "/ab")).isEmpty();
        assertThat(find("h", "/bcd")).isEqualTo("star");
        assertThat(find("h", "/")).isEmpty();
    }

    private void add(String name, String at) {
        texts.put(new PortKey(new ObjectKey(Kind.SERVICE, "default", name), 80, Port.Protocol.TCP), at);
    }

    private String find(String host, String path) {
        return Routes.of(texts)
                .find(host, path)
                .map(key -> key.workload().name())
                .orElse("");
    }
}
