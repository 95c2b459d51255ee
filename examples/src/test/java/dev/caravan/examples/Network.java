package dev.caravan.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network of its own for three servers, each in its network namespace, joined by a bridge in a fourth; this process reaches
 * them all, whatever they are cut off from. Made with {@code ip} and {@code iptables}; needs root.
 */
final class Network implements Servers, AutoCloseable {
    /** Of the range that is kept for tests of networks. */
    private static final String SUBNET = "198.18.77.";

    private static final int SELF = 254;

    private final String prefix =
            "cv" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);

    Network() {
        try {
            String bridge = namespace("sw");
            run("ip", "netns", "add", bridge);
            inside(bridge, "ip link add br0 type bridge && ip link set br0 up");
            for (String name : Quorum.NAMES) {
                run("ip", "netns", "add", namespace(name));
                inside(bridge, "ip link add p" + name + " type veth peer name eth0 netns " + namespace(name));
                inside(bridge, "ip link set p" + name + " master br0 up");
                inside(
                        namespace(name),
                        "ip addr add " + address(name) + "/24 dev eth0 && ip link set eth0 up && ip link set lo up");
            }
            run("ip", "link", "add", prefix, "type", "veth", "peer", "name", "pself", "netns", bridge);
            inside(bridge, "ip link set pself master br0 up");
            run("ip", "addr", "add", SUBNET + SELF + "/24", "dev", prefix);
            run("ip", "link", "set", prefix, "up");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private String namespace(String name) {
        return prefix + "-" + name;
    }

    @Override
    public String address(String name) {
        return SUBNET + (1 + Quorum.NAMES.indexOf(name));
    }

    @Override
    public List<String> prefix(String name) {
        return List.of("ip", "netns", "exec", namespace(name));
    }

    /** Nothing goes between a server and the others, in either direction; packets are lost without a word. */
    void cutOff(String name) {
        deafen(name);
        mute(name);
    }

    /** What the others send does not reach it; what it sends reaches them. */
    void deafen(String name) {
        rules("-A INPUT -s", name);
    }

    private void mute(String name) {
        rules("-A OUTPUT -d", name);
    }

    private void rules(String rule, String name) {
        for (String other : Quorum.NAMES) {
            if (!other.equals(name)) inside(namespace(name), "iptables " + rule + " " + address(other) + " -j DROP");
        }
    }

    void heal(String name) {
        inside(namespace(name), "iptables -F");
    }

    private static void inside(String namespace, String script) {
        run("ip", "netns", "exec", namespace, "sh", "-ec", script);
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed (are you root?): " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command) + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Interfaces go with their namespaces. */
    @Override
    public void close() {
        for (String name : List.of("s1", "s2", "s3", "sw")) {
            try {
                run("ip", "netns", "del", namespace(name));
            } catch (IllegalStateException e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
