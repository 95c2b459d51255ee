package dev.caravan.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled script: what shall be, without any code. The same script and parameters give an equal manifest.
 *
 * @param scriptHash SHA-256 of the script's text, in hex
 */
public record Manifest(
        String app,
        Map<String, String> parameters,
        String scriptHash,
        List<Entry> workloads,
        List<WorkflowSpec> workflows) {
    /** One workload of the script. */
    public record Entry(String name, WorkloadSpec spec) {}

    public Manifest {
        parameters = Copies.map(parameters);
        scriptHash = Copies.text(scriptHash);
        workloads = Copies.list(workloads);
        workflows = Copies.list(workflows);
    }

    /** One without workflows. */
    public Manifest(String app, Map<String, String> parameters, String scriptHash, List<Entry> workloads) {
        this(app, parameters, scriptHash, workloads, List.of());
    }

    public Optional<WorkflowSpec> workflow(String name) {
        return workflows.stream()
                .filter(workflow -> workflow.name().equals(name))
                .findFirst();
    }

    public Optional<Entry> workload(Kind kind, String name) {
        return workloads.stream()
                .filter(entry ->
                        entry.spec().mode().kind() == kind && entry.name().equals(name))
                .findFirst();
    }
}
