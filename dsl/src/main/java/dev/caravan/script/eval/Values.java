package dev.caravan.script.eval;

import dev.caravan.model.Value;
import groovy.lang.Closure;
import groovy.lang.IntRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few kinds of value that a script can hold, their names for people, and which can stand where. */
final class Values {
    /** Stands for a value whose making failed and was told; whoever uses it fails silently. */
    static final Object POISON = new Object();

    private static final Map<Class<?>, String> WANTED = new LinkedHashMap<>();
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("java.lang.Object", Object.class),
            Map.entry("Object", Object.class),
            Map.entry("String", String.class),
            Map.entry("java.lang.String", String.class),
            Map.entry("int", int.class),
            Map.entry("Integer", int.class),
            Map.entry("long", long.class),
            Map.entry("Long", long.class),
            Map.entry("boolean", boolean.class),
            Map.entry("Boolean", boolean.class),
            Map.entry("Number", Number.class),
            Map.entry("BigDecimal", Number.class),
            Map.entry("List", List.class),
            Map.entry("Map", Map.class),
            Map.entry("Duration", Duration.class),
            Map.entry("Closure", Closure.class),
            Map.entry("void", Object.class));

    static {
        WANTED.put(String.class, "text");
        WANTED.put(Value.class, "text");
        WANTED.put(int.class, "a whole number");
        WANTED.put(long.class, "a whole number");
        WANTED.put(boolean.class, "true or false");
        WANTED.put(Duration.class, "a duration such as 10.seconds");
        WANTED.put(Bytes.class, "an amount of memory such as 256.mb");
        WANTED.put(Cpu.class, "an amount of cpu such as 500.millicores");
        WANTED.put(Percent.class, "a percentage such as 70.percent");
        WANTED.put(IntRange.class, "a range such as 1..10");
        WANTED.put(List.class, "a list");
        WANTED.put(Map.class, "named values");
        WANTED.put(Number.class, "a number");
        WANTED.put(Closure.class, "a block { … }");
    }

    private Values() {}

    /** The type that a declaration names, if the language has it. */
    static Class<?> declared(String name) {
        return TYPES.get(name);
    }

    static String wanted(Class<?> type) {
        Says says = type.getAnnotation(Says.class);
        return says != null ? says.value() : WANTED.getOrDefault(type, "another value");
    }

    /** What people call a value of the type. */
    static String describe(Class<?> type) {
        if (type == Void.class) return "nothing";
        if (type == int.class || isWhole(type)) return "a whole number";
        if (Number.class.isAssignableFrom(type)) return "a decimal number";
        if (type == boolean.class || type == Boolean.class) return "true or false";
        if (CharSequence.class.isAssignableFrom(type)) return "text";
        if (Value.class.isAssignableFrom(type)) return "a value that is known only when the workflow runs";
        if (type == Duration.class) return "a duration";
        if (type == Bytes.class) return "an amount of memory";
        if (type == Cpu.class) return "an amount of cpu";
        if (type == Percent.class) return "a percentage";
        if (IntRange.class.isAssignableFrom(type)) return "a range";
        if (List.class.isAssignableFrom(type)) return "a list";
        if (Map.class.isAssignableFrom(type)) return "named values";
        if (Closure.class.isAssignableFrom(type)) return "a block";
        Says says = type.getAnnotation(Says.class);
        return says != null ? says.value() : "something else";
    }

    static Class<?> typeOf(Object value) {
        return value == null ? Void.class : value.getClass();
    }

    /** Whether a value of the type can stand where the wanted type is asked for. */
    static boolean fits(Class<?> wanted, Class<?> type) {
        if (wanted == Object.class) return true;
        if (wanted == int.class || wanted == long.class) return isWhole(type);
        if (wanted == boolean.class) return type == Boolean.class;
        if (wanted == Value.class) {
            return CharSequence.class.isAssignableFrom(type) || isWhole(type) || Value.class.isAssignableFrom(type);
        }
        if (wanted == String.class) return CharSequence.class.isAssignableFrom(type);
        return wanted.isAssignableFrom(type);
    }

    /** The value as the wanted type. */
    static Object convert(Object value, Class<?> wanted, Spot spot, String what) {
        if (value == POISON) throw Fault.silent();
        Class<?> type = typeOf(value);
        if (!fits(wanted, type)) throw Fault.at(spot, mismatch(what, wanted, type));
        if (wanted == Value.class && !(value instanceof Value)) return Value.of(value.toString());
        if (wanted == int.class || wanted == long.class) return whole((Number) value, wanted, spot, what);
        return value;
    }

    static String mismatch(String what, Class<?> wanted, Class<?> type) {
        return what + " wants " + wanted(wanted) + ", was " + describe(type);
    }

    private static Object whole(Number value, Class<?> wanted, Spot spot, String what) {
        BigInteger exact = new BigDecimal(value.toString()).toBigInteger();
        int bits = wanted == int.class ? 31 : 63;
        if (exact.bitLength() > bits) throw Fault.at(spot, what + " is too large a number: " + value);
        return wanted == int.class ? (Object) exact.intValue() : (Object) exact.longValue();
    }

    private static boolean isWhole(Class<?> type) {
        return type == Integer.class || type == Long.class || type == BigInteger.class || type == long.class;
    }
}
