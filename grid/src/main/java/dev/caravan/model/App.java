package dev.caravan.model;

/** What one script deploys: the unit of plan, apply, revision and delete. Its spec names the revision in force. */
public record App(Metadata metadata, Spec spec) implements Resource {
    /** The revision in force, and its manifest: what the next plan compares with as "last applied". */
    public record Spec(long revision, Manifest manifest, Goal goal) {
        public Spec {
            goal = goal == null ? Goal.RUN : goal;
        }
    }

    @Override
    public Kind kind() {
        return Kind.APP;
    }

    @Override
    public App with(Metadata changed) {
        return new App(changed, spec);
    }
}
