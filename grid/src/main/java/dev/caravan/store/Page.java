package dev.caravan.store;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which part of a list is asked for.
 *
 * @param limit the most objects, from 1
 * @param from where to go on: the revision of the first page and the last key that it showed; empty for the first page
 */
public record Page(int limit, Optional<Position> from) {
    /** Where a page ended. */
    public record Position(long revision, String namespace, String name) {
        ObjectKey key(Kind kind) {
            return new ObjectKey(kind, namespace, name);
        }

        /** The form that clients give back; they must not look into it. */
        public String token() {
            String text = revision + "/" + namespace + "/" + name;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Reads {@link #token} back.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Position parse(String token) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("/", 3);
                return new Position(Long.parseLong(parts[0]), parts[1], parts[2]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("continue: '" + token + "' was not given by a list", e);
            }
        }
    }

    public Page {
        if (limit < 1) throw new IllegalArgumentException("limit should be 1 or more, was " + limit);
    }

    /** Everything at once. */
    public static Page all() {
        return new Page(Integer.MAX_VALUE, Optional.empty());
    }

    public static Page first(int limit) {
        return new Page(limit, Optional.empty());
    }

    /** The page that a token names. */
    public static Page after(int limit, String token) {
        return new Page(limit, Optional.of(Position.parse(token)));
    }
}
