package dev.caravan.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which labels, or fields, an object must have. All requirements must hold; without any, everything matches. */
public record Selector(List<Requirement> requirements) {
    public static final Selector ANY = new Selector(List.of());

    private static final String KEY = "[A-Za-z0-9][-A-Za-z0-9_./]*";
    private static final String VALUE = "[^,()!=\\s]*";
    private static final Pattern EQUALITY = Pattern.compile("(" + KEY + ")\\s*(==|!=|=)\\s*(" + VALUE + ")");
    private static final Pattern SET = Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*(" + KEY + ")");
    private static final String RULE =
            "should be such as app=web, tier!=db, env in (test,live), env notin (live), key or !key, was '";

    /** What a label must be. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT
    }

    /** One requirement; an object without the label is not in any set. */
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
            };
        }
    }

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** Each label with exactly this value. */
    public static Selector equal(Map<String, String> labels) {
        return new Selector(labels.entrySet().stream()
                .map(e -> new Requirement(e.getKey(), Operator.IN, Set.of(e.getValue())))
                .toList());
    }

    /**
     * Reads the form that Kubernetes has for label selectors.
     *
     * @throws IllegalArgumentException saying which part is wrong, and what would be right
     */
    public static Selector parse(String text) {
        List<Requirement> found = new ArrayList<>();
        for (String part : parts(text)) {
            if (!part.isBlank()) found.add(requirement(part.strip()));
        }
        return new Selector(found);
    }

    /** Splits at commas that are not within parentheses. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static Requirement requirement(String part) {
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            Operator operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
            return new Requirement(equality.group(1), operator, Set.of(equality.group(3)));
        }
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
            Set<String> values = new TreeSet<>();
            for (String value : set.group(3).split(",")) values.add(value.strip());
            return new Requirement(set.group(1), operator, values);
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            Operator operator = presence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            return new Requirement(presence.group(2), operator, Set.of());
        }
        throw new IllegalArgumentException("a selector " + RULE + part + "'");
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) return false;
        }
        return true;
    }

    /** What it asks about. */
    Set<String> keys() {
        return requirements.stream().map(Requirement::key).collect(Collectors.toSet());
    }
}
