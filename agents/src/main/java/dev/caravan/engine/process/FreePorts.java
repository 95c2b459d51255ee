package dev.caravan.engine.process;

import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Picks ports that nobody listens on. Ports given to pods that have not opened theirs yet are kept apart. */
final class FreePorts {
    private static final int MAX_REMEMBERED = 1_000;
    private static final int TRIES = 20;

    private final String address;

    /** Guards {@link #given}. */
    private final Object lock = new Object();

    private final Set<Integer> given = new HashSet<>();

    FreePorts(String address) {
        this.address = address;
    }

    /** A port for each that the template declares; those of before if they are free. */
    Map<Integer, Integer> pick(PodTemplate template, Map<Integer, Integer> before) {
        Map<Integer, Integer> picked = new TreeMap<>();
        for (Port port : template.ports()) {
            Integer last = before.get(port.number());
            picked.put(port.number(), last != null && isFree(last, port.protocol()) ? last : pick(port.protocol()));
        }
        return picked;
    }

    private int pick(Port.Protocol protocol) {
        for (int i = 0; i < TRIES; i++) {
            int port = any(protocol);
            synchronized (lock) {
                if (given.size() > MAX_REMEMBERED) given.clear();
                if (given.add(port)) return port;
            }
        }
        throw new IllegalStateException("no free port at " + address + " after " + TRIES + " tries");
    }

    private int any(Port.Protocol protocol) {
        try {
            if (protocol == Port.Protocol.UDP) {
                try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(address))) {
                    return socket.getLocalPort();
                }
            }
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("picking a port at " + address + " failed", e);
        }
    }

    private boolean isFree(int port, Port.Protocol protocol) {
        try {
            InetAddress at = InetAddress.getByName(address);
            if (protocol == Port.Protocol.UDP) {
                new DatagramSocket(port, at).close();
                return true;
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true); // connections of the process before may linger
                socket.bind(new InetSocketAddress(at, port));
                return true;
            }
        } catch (IOException e) {
            return false;
        }
    }
}
