package dev.caravan.script.eval;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Finds the units by name. */
final class UnitWords {
    private static final Map<String, Method> UNITS = new TreeMap<>();

    static {
        Arrays.stream(Units.class.getMethods())
                .filter(method -> method.getDeclaringClass() == Units.class)
                .forEach(method -> UNITS.put(
                        Character.toLowerCase(method.getName().charAt(3))
                                + method.getName().substring(4),
                        method));
    }

    private UnitWords() {}

    /** The types that numbers have with each unit. */
    static Map<String, Class<?>> types() {
        Map<String, Class<?>> types = new TreeMap<>();
        UNITS.forEach((unit, method) -> types.put(unit, method.getReturnType()));
        return types;
    }

    /** The type that a number has with the unit, or null. */
    static Class<?> type(String unit) {
        Method method = UNITS.get(unit);
        return method == null ? null : method.getReturnType();
    }

    static String unknown(String unit) {
        return "unknown unit '" + unit + "'"
                + Spelling.nearest(unit, UNITS.keySet())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; the units are " + String.join(", ", UNITS.keySet()));
    }

    static Object apply(Number number, String unit, Spot spot) {
        Method method = UNITS.get(unit);
        if (method == null) throw Fault.at(spot, unknown(unit));
        try {
            return method.invoke(null, number);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw Fault.at(spot, e.getCause().getMessage());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("unit " + unit, e);
        }
    }
}
