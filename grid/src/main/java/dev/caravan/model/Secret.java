package dev.caravan.model;

import java.util.Map;

/** Values that only the pods which use them may see. They are sealed before they come into the store, and never projected. */
public record Secret(Metadata metadata, Spec spec) implements Resource {
    /** The sealed values, by name. */
    public record Spec(Map<String, Sealed> data) {
        public Spec {
            data = Copies.map(data);
        }
    }

    /**
     * A value that only a holder of the key can read.
     *
     * @param key names the key that it was sealed with
     * @param text nonce and ciphertext, in base 64
     */
    public record Sealed(String key, String text) {}

    public Secret {
        spec = spec == null ? new Spec(Map.of()) : spec;
    }

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public Secret with(Metadata changed) {
        return new Secret(changed, spec);
    }
}
