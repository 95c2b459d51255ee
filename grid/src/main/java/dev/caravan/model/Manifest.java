package dev.caravan.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled script: what shall be, without any code. The same script and parameters give an equal manifest.
 *
 * @param scriptHash SHA-256 of the script's text, in hex
 * @param includes SHA-256 of each file that the script includes, by its path from the script's directory
 */
public record Manifest(
        String app,
        Map<String, String> parameters,
        String scriptHash,
        List<Entry> workloads,
        Map<String, String> includes,
        List<WorkflowSpec> workflows) {
    /** One workload of the script. */
    public record Entry(String name, WorkloadSpec spec) {}

    public Manifest {
        parameters = Copies.map(parameters);
        scriptHash = Copies.text(scriptHash);
        workloads = Copies.list(workloads);
        includes = Copies.map(includes);
        workflows = Copies.list(workflows);
    }

    /** Of a script that includes nothing. */
    public Manifest(String app, Map<String, String> parameters, String scriptHash, List<Entry> workloads) {
        this(app, parameters, scriptHash, workloads, Map.of(), List.of());
    }

    public Optional<WorkflowSpec> workflow(String name) {
        return workflows.stream()
                .filter(workflow -> workflow.name().equals(name))
                .findFirst();
    }

    /** The same with other workloads. */
    public Manifest with(List<Entry> changed) {
        return new Manifest(app, parameters, scriptHash, changed, includes, workflows);
    }

    public Optional<Entry> workload(Kind kind, String name) {
        return workloads.stream()
                .filter(entry ->
                        entry.spec().mode().kind() == kind && entry.name().equals(name))
                .findFirst();
    }
}
