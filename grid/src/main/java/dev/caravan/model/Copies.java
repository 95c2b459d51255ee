package dev.caravan.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Defensive copies for record constructors: absent becomes empty, maps are sorted so that their form is canonical. */
final class Copies {
    private Copies() {}

    static <T> List<T> list(List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    static <K extends Comparable<K>, V> Map<K, V> map(Map<K, V> values) {
        return values == null || values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** An enum constant as people and JSON see it: {@code NOT_READY} is {@code NotReady}. */
    static String title(Enum<?> constant) {
        StringBuilder title = new StringBuilder();
        for (String word : constant.name().split("_")) {
            title.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return title.toString();
    }

    static String text(String value) {
        return value == null ? "" : value;
    }
}
