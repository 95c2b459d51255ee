package dev.caravan.script.eval;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The methods that values have. A method that is not here does not exist; none reaches anything but its arguments. */
final class Library {
    /** A method: its receiver, its arguments and where it is called. */
    private interface Body<T> {
        Object run(T self, List<Object> arguments, Spot spot);
    }

    private record Key(Class<?> type, String name, int arguments) {}

    private static final int MAX_PADDING = 1000;

    private final Map<Key, Body<Object>> methods = new LinkedHashMap<>();
    private final Operators operators;
    private final Fuel fuel;

    Library(Operators operators, Fuel fuel, Set<Class<?>> phrases) {
        this.operators = operators;
        this.fuel = fuel;
        texts();
        lists();
        searches();
        maps();
        numbers();
        phrases.forEach(this::phrase);
    }

    /** The methods of what words give. */
    private void phrase(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            boolean says = Modifier.isPublic(method.getModifiers())
                    && !method.isBridge()
                    && !isAccessor(type, method)
                    && !method.getName().equals("toString")
                    && !method.getName().equals("hashCode")
                    && !method.getName().equals("equals");
            if (!says) continue;
            Key key = new Key(type, method.getName(), method.getParameterCount());
            methods.put(key, (self, arguments, at) -> say(self, method, arguments, at));
            Class<?> next = method.getReturnType();
            if (Phrase.class.isAssignableFrom(next) && next != type) phrase(next);
        }
    }

    private static boolean isAccessor(Class<?> type, Method method) {
        return type.isRecord()
                && List.of(type.getRecordComponents()).stream()
                        .anyMatch(c -> c.getAccessor().equals(method));
    }

    private static Object say(Object self, Method method, List<Object> arguments, Spot at) {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Values.convert(arguments.get(i), method.getParameterTypes()[i], at, method.getName());
        }
        try {
            return method.invoke(self, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException)
                throw Fault.at(at, e.getCause().getMessage());
            if (e.getCause() instanceof RuntimeException) throw (RuntimeException) e.getCause();
            throw new IllegalStateException(method.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method.getName() + " is not accessible", e);
        }
    }

    Object call(Object self, String name, List<Object> arguments, Spot spot) {
        if (self == Values.POISON || arguments.contains(Values.POISON)) throw Fault.silent();
        Class<?> type = kind(self);
        Body<Object> body = type == null ? null : methods.get(new Key(type, name, arguments.size()));
        if (body == null) throw Fault.at(spot, explain(self, type, name));
        try {
            return body.run(self, arguments, spot);
        } catch (Fault | Fuel.Exhausted e) {
            throw e;
        } catch (RuntimeException e) {
            // What the script passed does not suit the JDK method underneath: its mistake, not ours.
            throw Fault.at(spot, name + " cannot be used so on " + Values.describe(Values.typeOf(self)));
        }
    }

    private String explain(Object self, Class<?> type, String name) {
        Set<String> names = new TreeSet<>();
        methods.keySet().stream().filter(key -> key.type() == type).forEach(key -> names.add(key.name()));
        String of = Values.describe(Values.typeOf(self));
        if (names.contains(name)) return "'" + name + "' of " + of + " takes other arguments";
        return of + " has no '" + name + "'" + Spelling.hint(name, names);
    }

    /** Whether some value has a method of the name. */
    boolean knows(String name) {
        return methods.keySet().stream().anyMatch(key -> key.name().equals(name));
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        methods.keySet().forEach(key -> names.add(key.name()));
        return names;
    }

    /** The names of the methods by what people call their value. */
    Map<String, Set<String>> methodsByKind() {
        Map<String, Set<String>> names = new LinkedHashMap<>();
        for (Key key : methods.keySet()) {
            String kind = key.type() == Number.class ? "a number" : Values.describe(key.type());
            names.computeIfAbsent(kind, k -> new TreeSet<>()).add(key.name());
        }
        return names;
    }

    private static Class<?> kind(Object self) {
        if (self instanceof String) return String.class;
        if (self instanceof List) return List.class;
        if (self instanceof Map) return Map.class;
        if (self instanceof Number) return Number.class;
        if (self instanceof Phrase) return self.getClass();
        return null;
    }

    private void texts() {
        text("size", 0, (s, a, at) -> s.length());
        text("length", 0, (s, a, at) -> s.length());
        text("isEmpty", 0, (s, a, at) -> s.isEmpty());
        text("trim", 0, (s, a, at) -> fuel.text(s.trim()));
        text("toUpperCase", 0, (s, a, at) -> upper(s));
        text("toLowerCase", 0, (s, a, at) -> lower(s));
        text("contains", 1, (s, a, at) -> indexOf(s, string(a, 0)) >= 0);
        text("startsWith", 1, (s, a, at) -> {
            fuel.search(string(a, 0), "");
            return s.startsWith(string(a, 0));
        });
        text("endsWith", 1, (s, a, at) -> {
            fuel.search(string(a, 0), "");
            return s.endsWith(string(a, 0));
        });
        text("indexOf", 1, (s, a, at) -> indexOf(s, string(a, 0)));
        text("substring", 1, (s, a, at) -> fuel.text(s.substring(integer(a, 0))));
        text("substring", 2, (s, a, at) -> fuel.text(s.substring(integer(a, 0), integer(a, 1))));
        text("replace", 2, this::replace);
        text("toInteger", 0, (s, a, at) -> Integer.valueOf(s.trim()));
        text("padLeft", 2, (s, a, at) -> fuel.text(pad(s, a, at) + s));
        text("padRight", 2, (s, a, at) -> fuel.text(s + pad(s, a, at)));
        text("tokenize", 1, (s, a, at) -> {
            fuel.search(s, string(a, 0));
            List<Object> parts = new ArrayList<>();
            for (String part : s.split(java.util.regex.Pattern.quote(string(a, 0)))) {
                if (!part.isEmpty()) parts.add(part);
            }
            fuel.elements(parts.size());
            return parts;
        });
    }

    private Object replace(String self, List<Object> arguments, Spot at) {
        String from = string(arguments, 0);
        String to = string(arguments, 1);
        if ((long) (self.length() + 1) * (to.length() + 1) > Fuel.MAX_TEXT) throw Fault.at(at, "the text is too long");
        fuel.search(self, from);
        return fuel.text(self.replace(from, to));
    }

    private int indexOf(String self, String wanted) {
        fuel.search(self, wanted);
        return self.indexOf(wanted);
    }

    private String pad(String self, List<Object> arguments, Spot at) {
        int missing = Math.max(0, integer(arguments, 0) - self.length());
        if (missing > MAX_PADDING) throw Fault.at(at, "a text is padded by at most " + MAX_PADDING + " characters");
        return string(arguments, 1).substring(0, 1).repeat(missing);
    }

    /** Letter by letter: the JDK takes the square of the length where one letter becomes two. */
    private String upper(String self) {
        char[] letters = self.toCharArray();
        for (int i = 0; i < letters.length; i++) letters[i] = Character.toUpperCase(letters[i]);
        return fuel.text(new String(letters));
    }

    private String lower(String self) {
        char[] letters = self.toCharArray();
        for (int i = 0; i < letters.length; i++) letters[i] = Character.toLowerCase(letters[i]);
        return fuel.text(new String(letters));
    }

    private static int count(Number number, Spot at) {
        return (Integer) Values.convert(number, int.class, at, "the number of times");
    }

    private void lists() {
        list("size", 0, (s, a, at) -> s.size());
        list("isEmpty", 0, (s, a, at) -> s.isEmpty());
        list("first", 0, (s, a, at) -> s.get(0));
        list("last", 0, (s, a, at) -> s.get(s.size() - 1));
        list("get", 1, (s, a, at) -> s.get(integer(a, 0)));
        list("contains", 1, (s, a, at) -> operators.apply("in", a.get(0), s, at));
        list("add", 1, (s, a, at) -> operators.apply("<<", s, a.get(0), at));
        list("take", 1, (s, a, at) -> copy(s.subList(0, Math.min(s.size(), integer(a, 0)))));
        list("drop", 1, (s, a, at) -> copy(s.subList(Math.min(s.size(), integer(a, 0)), s.size())));
        list("unique", 0, (s, a, at) -> {
            Set<Object> unique = new LinkedHashSet<>();
            for (Object each : s) unique.add(Operators.key(each, at));
            return copy(unique);
        });
        list("sort", 0, (s, a, at) -> {
            List<Object> sorted = copy(s);
            sorted.sort((x, y) -> operators.compare(x, y, at));
            return sorted;
        });
        list("reverse", 0, (s, a, at) -> {
            List<Object> reversed = copy(s);
            Collections.reverse(reversed);
            return reversed;
        });
        list("sum", 0, (s, a, at) -> s.stream()
                .reduce((x, y) -> operators.apply("+", x, y, at))
                .orElse(null));
        list("min", 0, (s, a, at) -> s.stream()
                .min((x, y) -> operators.compare(x, y, at))
                .orElse(null));
        list("max", 0, (s, a, at) -> s.stream()
                .max((x, y) -> operators.compare(x, y, at))
                .orElse(null));
        list("join", 1, (s, a, at) -> {
            StringBuilder joined = new StringBuilder();
            for (Object each : s) {
                if (joined.length() > 0) joined.append(string(a, 0));
                fuel.text(joined.append(operators.text(each, at)).substring(Math.max(0, joined.length() - 1)));
                if (joined.length() > Fuel.MAX_TEXT) throw Fault.at(at, "the text is too long");
            }
            return fuel.text(joined.toString());
        });
    }

    private void searches() {
        list("each", 1, (s, a, at) -> {
            for (Object each : copy(s)) closure(a).invoke(each);
            return s;
        });
        list("eachWithIndex", 1, (s, a, at) -> {
            int index = 0;
            for (Object each : copy(s)) closure(a).invoke(each, index++);
            return s;
        });
        list("collect", 1, (s, a, at) -> {
            List<Object> made = new ArrayList<>();
            for (Object each : copy(s)) made.add(closure(a).invoke(each));
            fuel.elements(made.size());
            return made;
        });
        list("collectEntries", 1, (s, a, at) -> {
            Map<Object, Object> made = new LinkedHashMap<>();
            for (Object each : copy(s)) made.putAll((Map<?, ?>) closure(a).invoke(each));
            fuel.entries(made.size());
            return made;
        });
        list("findAll", 1, (s, a, at) -> {
            List<Object> kept = copy(s);
            kept.removeIf(test(a).negate());
            return kept;
        });
        list(
                "find",
                1,
                (s, a, at) -> copy(s).stream().filter(test(a)).findFirst().orElse(null));
        list("any", 1, (s, a, at) -> copy(s).stream().anyMatch(test(a)));
        list("every", 1, (s, a, at) -> copy(s).stream().allMatch(test(a)));
        list("inject", 2, (s, a, at) -> {
            Object result = a.get(0);
            for (Object each : copy(s)) result = ((ScriptClosure) a.get(1)).invoke(result, each);
            return result;
        });
    }

    private void maps() {
        map("size", 0, (s, a, at) -> s.size());
        map("isEmpty", 0, (s, a, at) -> s.isEmpty());
        map("keySet", 0, (s, a, at) -> copy(s.keySet()));
        map("values", 0, (s, a, at) -> copy(s.values()));
        map("get", 1, (s, a, at) -> s.get(Operators.key(a.get(0), at)));
        map("containsKey", 1, (s, a, at) -> s.containsKey(Operators.key(a.get(0), at)));
        map("each", 1, (s, a, at) -> {
            fuel.entries(s.size());
            new LinkedHashMap<>(s).forEach((key, value) -> entry(a, key, value));
            return s;
        });
        map("collect", 1, (s, a, at) -> {
            List<Object> made = new ArrayList<>();
            fuel.entries(2 * s.size());
            new LinkedHashMap<>(s).forEach((key, value) -> made.add(entry(a, key, value)));
            return made;
        });
    }

    private static Object entry(List<Object> arguments, Object key, Object value) {
        ScriptClosure closure = closure(arguments);
        if (closure.parameterCount() == 2) return closure.invoke(key, value);
        Map<Object, Object> entry = new LinkedHashMap<>();
        entry.put("key", key);
        entry.put("value", value);
        return closure.invoke(entry);
    }

    private void numbers() {
        number("times", 1, (s, a, at) -> {
            int times = count(s, at);
            for (int i = 0; i < times; i++) closure(a).invoke(i);
            return s;
        });
        number("upto", 2, (s, a, at) -> {
            for (long i = count(s, at); i <= integer(a, 0); i++) ((ScriptClosure) a.get(1)).invoke((int) i);
            return s;
        });
        number(
                "toInteger",
                0,
                (s, a, at) -> Values.convert(
                        new java.math.BigDecimal(s.toString()).toBigInteger(), int.class, at, "toInteger"));
        number("intdiv", 1, (s, a, at) -> {
            if (integer(a, 0) == 0) throw Fault.at(at, "division by zero");
            return count(s, at) / integer(a, 0);
        });
        number("abs", 0, (s, a, at) -> s.doubleValue() < 0 ? operators.apply("-", 0, s, at) : s);
    }

    private List<Object> copy(java.util.Collection<?> values) {
        fuel.elements(values.size());
        return new ArrayList<>(values);
    }

    private static Predicate<Object> test(List<Object> arguments) {
        return each -> Operators.truth(closure(arguments).invoke(each));
    }

    private static ScriptClosure closure(List<Object> arguments) {
        return (ScriptClosure) arguments.get(arguments.size() - 1);
    }

    private static String string(List<Object> arguments, int index) {
        return (String) arguments.get(index);
    }

    private static int integer(List<Object> arguments, int index) {
        return (Integer) arguments.get(index);
    }

    private void text(String name, int arguments, Body<String> body) {
        methods.put(new Key(String.class, name, arguments), (s, a, at) -> body.run((String) s, a, at));
    }

    @SuppressWarnings("unchecked")
    private void list(String name, int arguments, Body<List<Object>> body) {
        methods.put(new Key(List.class, name, arguments), (s, a, at) -> body.run((List<Object>) s, a, at));
    }

    @SuppressWarnings("unchecked")
    private void map(String name, int arguments, Body<Map<Object, Object>> body) {
        methods.put(new Key(Map.class, name, arguments), (s, a, at) -> body.run((Map<Object, Object>) s, a, at));
    }

    private void number(String name, int arguments, Body<Number> body) {
        methods.put(new Key(Number.class, name, arguments), (s, a, at) -> body.run((Number) s, a, at));
    }
}
