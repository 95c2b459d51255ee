package dev.caravan.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How much one namespace may hold. Who wants more is refused by the store itself. */
public record Quota(Metadata metadata, Spec spec) implements Resource {
    /** @param hard limits by what they limit: {@code cpu}, {@code memory}, or a kind in plural, such as {@code pods} */
    public record Spec(Map<String, String> hard) {
        public Spec {
            hard = Copies.map(hard);
            hard.forEach(Spec::check);
        }

        private static void check(String what, String limit) {
            try {
                amount(what, limit);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("hard." + what + ": " + e.getMessage(), e);
            }
        }

        /** The limit of what is named, in thousandths of a cpu, bytes or objects. */
        public Optional<Long> limit(String what) {
            return Optional.ofNullable(hard.get(what)).map(text -> amount(what, text));
        }
    }

    private static long amount(String what, String text) {
        if (what.equals("cpu")) return Quantity.parseCpu(text);
        if (what.equals("memory")) return Quantity.parseBytes(text);
        Kind kind = Kind.parse(what)
                .filter(k -> k.plural().equals(what) && k.isNamespaced())
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + what + "' cannot be limited; cpu, memory, pods, services and other kinds can"));
        try {
            long count = Long.parseLong(text);
            if (count >= 0) return count;
        } catch (NumberFormatException e) {
            // Told below, like a negative number.
        }
        throw new IllegalArgumentException(
                "the number of " + kind.plural().toLowerCase(Locale.ROOT) + " should be 0 or more, was '" + text + "'");
    }

    public Quota {
        spec = spec == null ? new Spec(Map.of()) : spec;
    }

    @Override
    public Kind kind() {
        return Kind.QUOTA;
    }

    @Override
    public Quota with(Metadata changed) {
        return new Quota(changed, spec);
    }
}
