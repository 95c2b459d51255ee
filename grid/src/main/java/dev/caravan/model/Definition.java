package dev.caravan.model;

/**
 * A workflow as some runs were started with it: stored once, named {@code workflow-hash}, and never changed. It goes when no
 * run needs it.
 */
public record Definition(Metadata metadata, WorkflowSpec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.DEFINITION;
    }

    @Override
    public Definition with(Metadata changed) {
        return new Definition(changed, spec);
    }
}
