package dev.caravan.main;

import dev.caravan.cli.ClientConfig;
import dev.caravan.connect.Connectors;
import java.nio.file.Path;
import java.util.Map;

/** Where the jars of further Camel components are: {@code CARAVAN_CONNECTORS}, else {@code connectors} in the home. */
final class ConnectorsFolder {
    static final String VARIABLE = "CARAVAN_CONNECTORS";

    private ConnectorsFolder() {}

    static Connectors read(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return Connectors.in(named.isBlank() ? ClientConfig.home(environment).resolve("connectors") : Path.of(named));
    }
}
