package dev.caravan.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.caravan.engine.ContainerView;
import dev.caravan.engine.SandboxView;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine's answers in the contract's words. */
final class Views {
    private static final Pattern EXITED = Pattern.compile("Exited \\((\\d+)\\).*");

    private Views() {}

    static boolean hasRole(Container container, String role) {
        return role.equals(container.getLabels().get(Labels.ROLE));
    }

    static boolean isRunning(Container container) {
        return state(container.getState()) == ContainerView.State.RUNNING;
    }

    static ContainerView container(Container listed) {
        Map<String, String> labels = listed.getLabels();
        Matcher exited = EXITED.matcher(String.valueOf(listed.getStatus()));
        return new ContainerView(
                listed.getId(),
                Labels.podOf(labels),
                labels.getOrDefault(Labels.CONTAINER, ""),
                attempt(labels),
                labels.getOrDefault(Labels.SANDBOX, ""),
                state(listed.getState()),
                exited.matches() ? Optional.of(Integer.valueOf(exited.group(1))) : Optional.empty(),
                false,
                Optional.empty(),
                address(listed),
                Map.of());
    }

    static SandboxView sandbox(Container listed) {
        return new SandboxView(
                listed.getId(),
                Optional.ofNullable(listed.getLabels().get(Labels.POD_UID)),
                isRunning(listed),
                address(listed));
    }

    static ContainerView container(InspectContainerResponse found) {
        Map<String, String> labels = found.getConfig().getLabels();
        var state = found.getState();
        ContainerView.State is = state(state.getStatus());
        Map<String, ContainerNetwork> networks = found.getNetworkSettings() == null
                ? null
                : found.getNetworkSettings().getNetworks();
        return new ContainerView(
                found.getId(),
                Labels.podOf(labels),
                labels.getOrDefault(Labels.CONTAINER, ""),
                attempt(labels),
                labels.getOrDefault(Labels.SANDBOX, ""),
                is,
                is == ContainerView.State.EXITED
                        ? Optional.ofNullable(state.getExitCodeLong()).map(Long::intValue)
                        : Optional.empty(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                instant(state.getStartedAt()),
                DockerContainers.addressIn(networks),
                Map.of());
    }

    private static ContainerView.State state(String word) {
        return switch (String.valueOf(word)) {
            case "running", "paused", "restarting" -> ContainerView.State.RUNNING;
            case "created" -> ContainerView.State.CREATED;
            default -> ContainerView.State.EXITED;
        };
    }

    private static int attempt(Map<String, String> labels) {
        try {
            return Integer.parseInt(labels.getOrDefault(Labels.ATTEMPT, "0"));
        } catch (NumberFormatException e) {
            return 0; // written by somebody else: the first attempt is the safe guess
        }
    }

    private static Optional<String> address(Container listed) {
        return listed.getNetworkSettings() == null
                ? Optional.empty()
                : DockerContainers.addressIn(listed.getNetworkSettings().getNetworks());
    }

    private static Optional<Instant> instant(String text) {
        try {
            Instant parsed = Instant.parse(String.valueOf(text));
            return parsed.isAfter(Instant.EPOCH) ? Optional.of(parsed) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
