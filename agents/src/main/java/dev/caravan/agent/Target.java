package dev.caravan.agent;

import java.util.Map;

/** A container as checks reach it. */
record Target(String containerId, String address, Map<Integer, Integer> hostPorts) {
    Target {
        hostPorts = Map.copyOf(hostPorts);
    }

    int dialPort(int containerPort) {
        return hostPorts.getOrDefault(containerPort, containerPort);
    }
}
