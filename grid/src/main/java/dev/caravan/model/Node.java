package dev.caravan.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine with an agent. Labels are in the metadata. */
public record Node(Metadata metadata, Spec spec, Status status) implements Resource {
    /**
     * What the agent registered, and what operators set.
     *
     * @param address where its published ports, its ingress and its link are
     * @param linkPort the agent's port for traffic to its pods from other nodes
     * @param engine {@code docker} or {@code process}
     */
    public record Spec(
            String address,
            int linkPort,
            int ingressPort,
            String engine,
            long cpuMillis,
            long memoryBytes,
            boolean cordoned,
            List<Taint> taints) {
        public Spec {
            taints = Copies.list(taints);
        }
    }

    /** Keeps pods away that do not tolerate its key. */
    public record Taint(String key, String value, String effect) {
        public Taint {
            value = Copies.text(value);
        }

        /** Whether it only asks pods to go elsewhere, and forbids nothing. */
        public boolean isSoft() {
            return effect.equals("PreferNoSchedule");
        }

        public String display() {
            return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
        }
    }

    /**
     * What the driver last saw of it.
     *
     * @param message why it is not ready
     * @param published what its proxy listens on: {@code service/web:80/tcp} to {@code 127.0.0.1:8000}, or to an error
     */
    public record Status(
            Phase phase, String message, Map<String, String> published, Optional<java.time.Instant> since) {
        public Status {
            phase = phase == null ? Phase.READY : phase;
            message = Copies.text(message);
            published = Copies.map(published);
            since = since == null ? Optional.empty() : since;
        }

        public Status with(Phase changed, String why, java.time.Instant when) {
            return new Status(changed, why, published, Optional.of(when));
        }

        public Status with(Map<String, String> listeners) {
            return new Status(phase, message, listeners, since);
        }
    }

    /** Whether its agent is heard from. */
    public enum Phase {
        READY,
        NOT_READY;

        public String title() {
            return Copies.title(this);
        }

        @Override
        public String toString() {
            return title();
        }
    }

    public Node {
        status = status == null ? new Status(Phase.READY, "", Map.of(), Optional.empty()) : status;
    }

    @Override
    public Kind kind() {
        return Kind.NODE;
    }

    @Override
    public Node with(Metadata changed) {
        return new Node(changed, spec, status);
    }

    public Node with(Spec changed) {
        return new Node(metadata, changed, status);
    }

    public Node with(Status changed) {
        return new Node(metadata, spec, changed);
    }

    public String name() {
        return metadata.name();
    }

    public boolean isReady() {
        return status.phase() == Phase.READY;
    }
}
