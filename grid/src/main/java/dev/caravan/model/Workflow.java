package dev.caravan.model;

import java.util.Map;

/** A workflow as its app's script says it now. Runs go on with the one that they were started with. */
public record Workflow(Metadata metadata, WorkflowSpec spec, Status status) implements Resource {
    /**
     * What its runs left.
     *
     * @param runs how many were started
     * @param lastSuccess what the last successful run was started with; empty before one
     */
    public record Status(long runs, Map<String, String> lastSuccess) {
        public Status {
            lastSuccess = Copies.map(lastSuccess);
        }
    }

    public Workflow {
        status = status == null ? new Status(0, Map.of()) : status;
    }

    @Override
    public Kind kind() {
        return Kind.WORKFLOW;
    }

    @Override
    public Workflow with(Metadata changed) {
        return new Workflow(changed, spec, status);
    }

    public Workflow with(WorkflowSpec changed) {
        return new Workflow(metadata, changed, status);
    }

    public Workflow with(Status changed) {
        return new Workflow(metadata, spec, changed);
    }
}
