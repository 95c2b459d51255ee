package dev.caravan.reconcile;

import dev.caravan.json.Json;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Mode;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.WorkloadSpec;
import java.util.List;
import java.util.Optional;

/** Names what pods are made from. Two specs with the same hash need no new pods. */
public final class TemplateHash {
    private static final int LENGTH = 8;

    private TemplateHash() {}

    /** The kind is part of it, so that a service and a job of one name never have pods of one name. */
    private record Hashed(String kind, long serial, PodTemplate template, Optional<Mode> job) {}

    public static String of(WorkloadSpec spec) {
        return of(spec, spec.template());
    }

    /** Names what a service's canaries are made from: what {@link #of} says of it once it is promoted. */
    public static Optional<String> ofCanary(WorkloadSpec spec) {
        return spec.canary().map(canary -> of(spec, canary.template()));
    }

    private static String of(WorkloadSpec spec, PodTemplate template) {
        // A job runs once for each changed spec, so all that it says is part of it.
        Optional<Mode> job = Optional.of(spec.mode()).filter(Mode.Job.class::isInstance);
        Hashed hashed = new Hashed(spec.mode().kind().title(), spec.serial(), podsView(template), job);
        return Json.hash(hashed).substring(0, LENGTH);
    }

    /** What is published and routed concerns the proxies, not the pods. */
    private static PodTemplate podsView(PodTemplate template) {
        List<ContainerSpec> containers =
                template.containers().stream().map(TemplateHash::podsView).toList();
        return new PodTemplate(template.labels(), containers, template.placement(), template.stopGrace());
    }

    private static ContainerSpec podsView(ContainerSpec c) {
        List<Port> ports = c.ports().stream()
                .map(p -> new Port(p.number(), p.protocol(), Optional.empty(), Optional.empty()))
                .toList();
        return new ContainerSpec(
                c.name(),
                c.image(),
                c.process(),
                c.command(),
                c.args(),
                c.env(),
                c.files(),
                c.resources(),
                ports,
                c.startup(),
                c.liveness(),
                c.readiness(),
                c.sidecar(),
                c.secrets());
    }
}
