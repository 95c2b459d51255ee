package dev.caravan.model;

/** A service, function, job, cron or daemon: a template for pods, and the mode that says how many run and when. */
public record Workload(Metadata metadata, WorkloadSpec spec, WorkloadStatus status) implements Resource {
    public Workload {
        status = status == null ? WorkloadStatus.initial() : status;
    }

    @Override
    public Kind kind() {
        return spec.mode().kind();
    }

    @Override
    public Workload with(Metadata changed) {
        return new Workload(changed, spec, status);
    }

    public Workload with(WorkloadSpec changed) {
        return new Workload(metadata, changed, status);
    }

    public Workload with(WorkloadStatus changed) {
        return new Workload(metadata, spec, changed);
    }
}
