package dev.caravan.model;

import java.util.Optional;

/**
 * A port that a container listens on.
 *
 * @param number 1..65535
 * @param publish the port opened on every node for it
 * @param at where HTTP enters for it through the ingress: {@code host/path}, {@code /path} or {@code host}
 */
public record Port(int number, Protocol protocol, Optional<Integer> publish, Optional<String> at) {
    /** What a port speaks. HTTP is TCP; the ingress finds it by {@code at}. */
    public enum Protocol {
        TCP,
        UDP
    }

    public Port {
        check(number, "port");
        protocol = protocol == null ? Protocol.TCP : protocol;
        publish = publish == null ? Optional.empty() : publish;
        publish.ifPresent(p -> check(p, "publish"));
        at = at == null ? Optional.empty() : at;
    }

    public static Port tcp(int number) {
        return new Port(number, Protocol.TCP, Optional.empty(), Optional.empty());
    }

    /** Such as {@code 8080/tcp}. */
    public String display() {
        return number + "/" + (protocol == Protocol.TCP ? "tcp" : "udp");
    }

    private static void check(int number, String what) {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException(what + " must be 1..65535, was " + number);
        }
    }
}
