package dev.caravan.model;

/** An applied manifest: numbered from 1 within its app, immutable. Named {@code app-number}. */
public record Revision(Metadata metadata, Spec spec) implements Resource {
    public record Spec(String app, long number, Manifest manifest) {}

    @Override
    public Kind kind() {
        return Kind.REVISION;
    }

    @Override
    public Revision with(Metadata changed) {
        return new Revision(changed, spec);
    }
}
