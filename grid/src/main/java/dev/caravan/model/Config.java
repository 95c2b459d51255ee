package dev.caravan.model;

import java.util.Map;

/** Plain values by name, for scripts and pods to refer to. Nothing in it is secret. */
public record Config(Metadata metadata, Spec spec) implements Resource {
    /** The most that all values take together, in characters. */
    public static final int MAX_CHARACTERS = 1 << 20;

    public record Spec(Map<String, String> data) {
        public Spec {
            data = Copies.map(data);
            long size = data.values().stream().mapToLong(String::length).sum();
            if (size > MAX_CHARACTERS) {
                throw new IllegalArgumentException(
                        "the values of a config take at most " + MAX_CHARACTERS + " characters, took " + size);
            }
        }
    }

    public Config {
        spec = spec == null ? new Spec(Map.of()) : spec;
    }

    @Override
    public Kind kind() {
        return Kind.CONFIG;
    }

    @Override
    public Config with(Metadata changed) {
        return new Config(changed, spec);
    }
}
