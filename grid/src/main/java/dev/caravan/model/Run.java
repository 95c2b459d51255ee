package dev.caravan.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One execution of a workflow: what users asked of it, and the journal of its steps. */
public record Run(Metadata metadata, Spec spec, RunStatus status) implements Resource {
    /**
     * What users asked for.
     *
     * @param definition the hash of the workflow that it is pinned to
     * @param previous what the last successful run before it was started with
     * @param cancelled whether it shall end
     * @param retries how often it was told to go on after a failure
     */
    public record Spec(
            String app,
            String workflow,
            String definition,
            Map<String, String> inputs,
            Map<String, String> previous,
            String startedBy,
            boolean cancelled,
            int retries,
            List<Vote> votes) {
        public Spec {
            Objects.requireNonNull(workflow, "workflow");
            Objects.requireNonNull(definition, "definition");
            inputs = Copies.map(inputs);
            previous = Copies.map(previous);
            startedBy = Copies.text(startedBy);
            votes = Copies.list(votes);
        }

        public Spec cancel() {
            return new Spec(app, workflow, definition, inputs, previous, startedBy, true, retries, votes);
        }

        public Spec retry() {
            return new Spec(app, workflow, definition, inputs, previous, startedBy, cancelled, retries + 1, votes);
        }

        public Spec with(List<Vote> changed) {
            return new Spec(app, workflow, definition, inputs, previous, startedBy, cancelled, retries, changed);
        }
    }

    /**
     * What somebody said to an approval.
     *
     * @param attempt the attempt of the step that was asked about
     */
    public record Vote(String step, int attempt, String by, boolean agrees, Instant at) {}

    public Run {
        Objects.requireNonNull(spec, "spec");
        status = status == null ? RunStatus.initial() : status;
    }

    @Override
    public Kind kind() {
        return Kind.RUN;
    }

    @Override
    public Run with(Metadata changed) {
        return new Run(changed, spec, status);
    }

    public Run with(Spec changed) {
        return new Run(metadata, changed, status);
    }

    public Run with(RunStatus changed) {
        return new Run(metadata, spec, changed);
    }

    /** Whether there is still something to be done. */
    public boolean isLive() {
        return !status.phase().isTerminal() || spec.retries() > status.retries();
    }

    /** The name of the definition that it is pinned to. */
    public String definitionName() {
        return definitionName(spec.workflow(), spec.definition());
    }

    public static String definitionName(String workflow, String hash) {
        return workflow + "-" + hash;
    }
}
