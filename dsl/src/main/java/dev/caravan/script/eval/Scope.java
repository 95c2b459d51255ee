package dev.caravan.script.eval;

import java.util.HashMap;
import java.util.Map;

/** The variables that a piece of script sees: its own, then those around it. */
final class Scope {
    private final Scope outer;
    private Map<String, Object> variables = Map.of();

    Scope(Scope outer) {
        this.outer = outer;
    }

    void declare(String name, Object value) {
        if (variables.isEmpty()) variables = new HashMap<>(4);
        variables.put(name, value);
    }

    boolean knows(String name) {
        return variables.containsKey(name) || (outer != null && outer.knows(name));
    }

    Object read(String name) {
        return variables.containsKey(name) || outer == null ? variables.get(name) : outer.read(name);
    }

    /** Changes the nearest variable of the name; false when there is none. */
    boolean assign(String name, Object value) {
        if (variables.containsKey(name)) {
            variables.put(name, value);
            return true;
        }
        return outer != null && outer.assign(name, value);
    }
}
