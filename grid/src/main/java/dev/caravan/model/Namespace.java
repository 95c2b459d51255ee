package dev.caravan.model;

/** A tenant's space. {@code default} is always there; another one is made by name or by the first app applied to it. */
public record Namespace(Metadata metadata, Spec spec) implements Resource {
    /** @param goal {@code REMOVED}: nothing new may come into it, and it goes with the last thing that is in it */
    public record Spec(Goal goal) {
        public Spec {
            goal = goal == null ? Goal.RUN : goal;
        }
    }

    public Namespace {
        spec = spec == null ? new Spec(Goal.RUN) : spec;
    }

    @Override
    public Kind kind() {
        return Kind.NAMESPACE;
    }

    @Override
    public Namespace with(Metadata changed) {
        return new Namespace(changed, spec);
    }

    public Namespace removed() {
        return new Namespace(metadata, new Spec(Goal.REMOVED));
    }
}
