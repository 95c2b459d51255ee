package dev.caravan.engine.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.Sandbox;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Resources;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes, starts, ends and removes containers, with as few calls as can be: create and start, for one in a sandbox. */
final class DockerContainers {
    private static final int SHARES_PER_CORE = 1024;
    private static final int LEAST_SHARES = 2;
    private static final int SHORT_UID = 8;
    private static final long NANOS_PER_MILLI_CORE = 1_000_000L;

    private final DockerApi api;
    private final Labels labels;
    private final List<String> dns;

    DockerContainers(DockerApi api, Labels labels, List<String> dns) {
        this.api = api;
        this.labels = labels;
        this.dns = List.copyOf(dns);
    }

    List<Container> list() {
        return api.call("listing containers", () -> api.calls()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels.owner())
                .exec());
    }

    Optional<InspectContainerResponse> inspect(String id) {
        try {
            InspectContainerResponse found = api.call(
                    "inspecting container " + id,
                    () -> api.calls().inspectContainerCmd(id).exec());
            return labels.isOurs(found.getConfig().getLabels()) ? Optional.of(found) : Optional.empty();
        } catch (EngineException e) {
            if (e.reason() != Reason.NOT_FOUND) throw e;
            return Optional.empty();
        }
    }

    Sandbox makePooled() {
        return makeSandbox("a sandbox for the pool", labels.pool());
    }

    Sandbox makeSandbox(PodIdentity pod) {
        return makeSandbox("a sandbox for pod " + pod, labels.sandbox(pod));
    }

    private Sandbox makeSandbox(String what, Map<String, String> marks) {
        HostConfig host = hostConfig().withCapDrop(Capability.ALL).withReadonlyRootfs(true);
        if (!dns.isEmpty()) host.withDns(dns);
        String id = api.call("making " + what, () -> api.calls()
                        .createContainerCmd(SandboxImage.NAME)
                        .withEntrypoint("/" + SandboxImage.PROGRAM)
                        .withLabels(marks)
                        .withHostConfig(host)
                        .exec())
                .getId();
        startOrRemove("starting " + what, id);
        try {
            return new Sandbox(id, Optional.of(addressOf(what, id)), Map.of());
        } catch (EngineException e) {
            removeAfter(e, id);
            throw e;
        }
    }

    private static HostConfig hostConfig() {
        return HostConfig.newHostConfig().withRestartPolicy(RestartPolicy.noRestart());
    }

    Started start(Sandbox sandbox, ContainerOrder order) {
        ContainerSpec spec = order.spec();
        HostConfig host = limits(hostConfig(), spec.resources());
        if (sandbox.exists()) host.withNetworkMode("container:" + sandbox.id());
        else if (!dns.isEmpty()) host.withDns(dns);
        String name = order.pod().name() + "." + spec.name() + "." + order.attempt() + "."
                + order.pod()
                        .uid()
                        .substring(0, Math.min(SHORT_UID, order.pod().uid().length()));
        CreateContainerCmd create = api.calls()
                .createContainerCmd(spec.image().orElseThrow())
                .withName(name)
                .withLabels(labels.container(order, sandbox.id()))
                .withEnv(environment(order))
                .withHostConfig(host);
        if (!sandbox.exists()) create.withHostName(hostName(order.pod().name()));
        if (!spec.command().isEmpty()) create.withEntrypoint(spec.command());
        if (!spec.args().isEmpty()) create.withCmd(spec.args());
        String id =
                api.call("making " + order, () -> makeOnce(create, name, order)).getId();
        if (!spec.files().isEmpty()) copyFiles(order, id);
        startOrRemove("starting " + order, id);
        String address = sandbox.address().orElseGet(() -> addressOf(order.toString(), id));
        return new Started(id, address, Map.of());
    }

    /** An earlier try of this very attempt, whose answer was lost, may have made it: that one goes, it may even run. */
    private CreateContainerResponse makeOnce(CreateContainerCmd create, String name, ContainerOrder order) {
        try {
            return create.exec();
        } catch (ConflictException e) {
            String own = inspect(name)
                    .filter(found -> order.pod()
                            .uid()
                            .equals(found.getConfig().getLabels().get(Labels.POD_UID)))
                    .map(InspectContainerResponse::getId)
                    .orElseThrow(() -> e);
            remove(own);
            return create.exec();
        }
    }

    private static String hostName(String podName) {
        return podName.length() <= 63 ? podName : podName.substring(0, 63);
    }

    private static List<String> environment(ContainerOrder order) {
        List<String> lines = new ArrayList<>();
        Map<String, String> stated = order.spec().env();
        if (!stated.containsKey("HOSTNAME")) lines.add("HOSTNAME=" + order.pod().name());
        if (!stated.containsKey("PORT")) {
            order.spec().ports().stream().findFirst().ifPresent(port -> lines.add("PORT=" + port.number()));
        }
        stated.forEach((key, value) -> lines.add(key + "=" + value));
        return lines;
    }

    private static HostConfig limits(HostConfig host, Resources resources) {
        if (resources.cpuMillis() > 0) {
            host.withCpuShares((int) Math.max(LEAST_SHARES, resources.cpuMillis() * SHARES_PER_CORE / 1000));
        }
        if (resources.cpuLimitMillis() > 0) host.withNanoCPUs(resources.cpuLimitMillis() * NANOS_PER_MILLI_CORE);
        resources.memoryLimit().ifPresent(bytes -> host.withMemory(bytes).withMemorySwap(bytes));
        return host;
    }

    private void copyFiles(ContainerOrder order, String id) {
        try {
            api.call("copying files into " + order, () -> api.calls()
                    .copyArchiveToContainerCmd(id)
                    .withTarInputStream(
                            new ByteArrayInputStream(Tar.texts(order.spec().files())))
                    .withRemotePath("/")
                    .exec());
        } catch (EngineException e) {
            removeAfter(e, id);
            throw e;
        }
    }

    private void startOrRemove(String action, String id) {
        try {
            api.call(action, () -> api.calls().startContainerCmd(id).exec());
        } catch (EngineException e) {
            removeAfter(e, id);
            throw e;
        }
    }

    /** Tidies up after a failure, which stays the one to be told. What is left then, the next look at the engine finds. */
    private void removeAfter(EngineException failure, String id) {
        try {
            remove(id);
        } catch (EngineException e) {
            failure.addSuppressed(e);
        }
    }

    private String addressOf(String what, String id) {
        InspectContainerResponse found =
                inspect(id).orElseThrow(() -> new EngineException(Reason.NOT_FOUND, what + " went while it started"));
        return found.getNetworkSettings() == null
                ? ""
                : addressIn(found.getNetworkSettings().getNetworks()).orElse("");
    }

    static Optional<String> addressIn(Map<String, ContainerNetwork> networks) {
        return networks == null
                ? Optional.empty()
                : networks.values().stream()
                        .map(ContainerNetwork::getIpAddress)
                        .filter(address -> address != null && !address.isEmpty())
                        .findFirst();
    }

    void signal(String id, String signal) {
        api.callIfThere(
                "sending " + signal + " to container " + id,
                () -> api.calls().killContainerCmd(id).withSignal(signal).exec());
    }

    void remove(String id) {
        api.callIfThere("removing container " + id, () -> api.calls()
                .removeContainerCmd(id)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }
}
