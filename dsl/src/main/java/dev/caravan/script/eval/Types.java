package dev.caravan.script.eval;

import java.util.HashMap;
import java.util.Map;

/** The variables that a piece of script sees, with their types as far as they are plain. */
final class Types {
    private final Types outer;
    private final Map<String, Class<?>> variables = new HashMap<>();

    Types(Types outer) {
        this.outer = outer;
    }

    /** @param type null: known only when it runs */
    void declare(String name, Class<?> type) {
        variables.put(name, type);
    }

    boolean knows(String name) {
        return variables.containsKey(name) || (outer != null && outer.knows(name));
    }

    Class<?> type(String name) {
        return variables.containsKey(name) || outer == null ? variables.get(name) : outer.type(name);
    }
}
