package dev.caravan.script.words;

import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import dev.caravan.script.eval.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A probe before the ports of its container are all known. */
record DeclaredProbe(CheckWord word, Map<String, ?> options) {
    Probe build(List<DeclaredPort> ports) {
        int failures = options.containsKey("failures") ? (Integer) options.get("failures") : 0;
        return new Probe(
                check(ports), (Duration) options.get("every"), (Duration) options.get("timeout"), failures, (Duration)
                        options.get("within"));
    }

    private Probe.Check check(List<DeclaredPort> ports) {
        if (word instanceof CheckWord.Http) {
            CheckWord.Http http = (CheckWord.Http) word;
            return new Probe.Check.Http(
                    http.path(), http.port().map(port -> declared(port, ports)).orElseGet(() -> first(ports)));
        }
        if (word instanceof CheckWord.Tcp) return new Probe.Check.Tcp(declared(((CheckWord.Tcp) word).port(), ports));
        return new Probe.Check.Exec(((CheckWord.Exec) word).command());
    }

    private int first(List<DeclaredPort> ports) {
        return tcp(ports)
                .findFirst()
                .orElseThrow(() -> Fault.at(word.spot(), "http wants a TCP port, but the container declares none"));
    }

    private int declared(int port, List<DeclaredPort> ports) {
        if (tcp(ports).anyMatch(each -> each == port)) return port;
        String known = String.join(", ", tcp(ports).map(String::valueOf).toList());
        throw Fault.at(
                word.spot(),
                "port " + port + " is not declared; the container's TCP ports are "
                        + Optional.of(known).filter(k -> !k.isEmpty()).orElse("none"));
    }

    private static java.util.stream.Stream<Integer> tcp(List<DeclaredPort> ports) {
        return ports.stream()
                .map(DeclaredPort::port)
                .filter(port -> port.protocol() == Port.Protocol.TCP)
                .map(Port::number);
    }
}
