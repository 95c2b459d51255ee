package dev.caravan.script.words;

import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import java.util.List;
import java.util.Optional;

/** What a probe asks, before its port is known. */
@Says("a check such as http('/ready')")
public sealed interface CheckWord {
    Spot spot();

    /** GET of a path, on the container's first port unless it names one. */
    @Says("http('/path')")
    record Http(String path, Optional<Integer> port, Spot spot) implements CheckWord, TriggerWord {}

    /** A connection. */
    @Says("tcp(port)")
    record Tcp(int port, Spot spot) implements CheckWord {}

    /** A command in the container. */
    @Says("exec('command')")
    record Exec(List<String> command, Spot spot) implements CheckWord {}
}
