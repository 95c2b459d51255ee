package dev.caravan.script.eval;

import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One word of a block, read off the method that carries it out. */
final class Word {
    private final String name;
    private final Method method;
    private final boolean takesOptions;
    private final boolean takesAnyOption;
    private final Map<String, Class<?>> options = new TreeMap<>();
    private final List<Class<?>> parameters = new ArrayList<>();
    private Class<?> rest;
    private Class<? extends Block> block;

    Word(String name, Method method) {
        this.name = name;
        this.method = method;
        Parameter[] all = method.getParameters();
        this.takesOptions = all.length > 0 && all[0].getType() == Map.class;
        NamedParams named = takesOptions ? all[0].getAnnotation(NamedParams.class) : null;
        this.takesAnyOption = takesOptions && named == null && all[0].getAnnotation(NamedParam.class) == null;
        if (takesOptions) {
            for (NamedParam option : all[0].getAnnotationsByType(NamedParam.class)) {
                options.put(option.value(), option.type());
            }
        }
        for (int i = takesOptions ? 1 : 0; i < all.length; i++) add(all[i]);
    }

    private void add(Parameter parameter) {
        DelegatesTo delegate = parameter.getAnnotation(DelegatesTo.class);
        if (delegate != null) {
            Class<?> filled = delegate.value();
            block = filled.asSubclass(Block.class);
        }
        if (parameter.isVarArgs()) {
            rest = parameter.getType().getComponentType();
        } else {
            parameters.add(parameter.getType());
        }
    }

    String name() {
        return name;
    }

    /** What carries the word out. */
    Method method() {
        return method;
    }

    /** The types of its named options, by name. */
    Map<String, Class<?>> options() {
        return Collections.unmodifiableMap(options);
    }

    boolean takesAnyOption() {
        return takesAnyOption;
    }

    Class<?> type() {
        return method.getReturnType();
    }

    /** The block that the word's last argument fills in. */
    Optional<Class<? extends Block>> block() {
        return Optional.ofNullable(block);
    }

    boolean isProperty() {
        return method.getName().startsWith("get") && method.getParameterCount() == 0;
    }

    /** What is wrong with the arguments as far as their types are known (null: unknown, checked when it runs). */
    void check(List<Class<?>> types, Map<String, Class<?>> named, Block.Site site, Faults faults) {
        if (types.size() < parameters.size() || (rest == null && types.size() > parameters.size())) {
            faults.add(site.word(), countMessage(types));
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            Class<?> wanted = i < parameters.size() ? parameters.get(i) : rest;
            Class<?> type = types.get(i);
            if (type != null && !Values.fits(wanted, type)) {
                faults.add(site.argument(i), Values.mismatch(name, wanted, type));
            }
        }
        named.forEach((option, type) -> checkOption(option, type, site, faults));
        if (takesAnyOption && named.isEmpty() && parameters.isEmpty()) {
            faults.add(site.word(), name + " wants named values such as " + name + " key: 'value'");
        }
    }

    private void checkOption(String option, Class<?> type, Block.Site site, Faults faults) {
        if (takesAnyOption) return;
        Class<?> wanted = options.get(option);
        if (wanted == null) {
            faults.add(site.option(option), unknownOption(option));
        } else if (type != null && !Values.fits(wanted, type)) {
            faults.add(site.option(option), Values.mismatch(option, wanted, type));
        }
    }

    private String unknownOption(String option) {
        if (options.isEmpty()) return name + " takes no '" + option + ":'";
        return name + " takes no '" + option + ":'"
                + Spelling.nearest(option, options.keySet())
                        .map(near -> "; did you mean '" + near + ":'?")
                        .orElse("; it takes " + String.join(", ", options.keySet()));
    }

    private String countMessage(List<Class<?>> given) {
        if (parameters.isEmpty() && rest == null) {
            return takesOptions
                    ? name + " takes named values only, such as " + name + " key: value"
                    : name + " takes nothing: write " + name + "()";
        }
        List<String> wants = new ArrayList<>();
        for (Class<?> type : parameters) wants.add(Values.wanted(type));
        if (rest != null) wants.add(Values.wanted(rest) + " …");
        return name + " wants " + String.join(", then ", wants) + ", was given "
                + (given.isEmpty() ? "nothing" : given.size() + (given.size() == 1 ? " value" : " values"));
    }

    /** Carries the word out. */
    Object run(Block target, List<Object> arguments, Map<String, Object> named, Block.Site site) {
        List<Class<?>> types =
                new ArrayList<>(arguments.stream().map(Values::typeOf).toList());
        Map<String, Class<?>> optionTypes = new TreeMap<>();
        named.forEach((key, value) -> optionTypes.put(key, Values.typeOf(value)));
        if (arguments.contains(Values.POISON) || named.containsValue(Values.POISON)) throw Fault.silent();
        Faults wrong = new Faults();
        check(types, optionTypes, site, wrong);
        if (!wrong.isEmpty()) {
            target.faultsOfWord().addAll(wrong.sorted());
            throw Fault.silent();
        }
        return invoke(target, converted(arguments, named, site), site);
    }

    private Object[] converted(List<Object> arguments, Map<String, Object> named, Block.Site site) {
        List<Object> values = new ArrayList<>();
        if (takesOptions) {
            Map<String, Object> converted = new TreeMap<>();
            named.forEach((key, value) -> converted.put(
                    key, Values.convert(value, options.getOrDefault(key, Object.class), site.option(key), key)));
            values.add(converted);
        }
        for (int i = 0; i < parameters.size(); i++) {
            values.add(Values.convert(arguments.get(i), parameters.get(i), site.argument(i), name));
        }
        if (rest != null) {
            int count = arguments.size() - parameters.size();
            Object array = java.lang.reflect.Array.newInstance(rest, count);
            for (int i = 0; i < count; i++) {
                int at = parameters.size() + i;
                java.lang.reflect.Array.set(array, i, Values.convert(arguments.get(at), rest, site.argument(at), name));
            }
            values.add(array);
        }
        return values.toArray();
    }

    private Object invoke(Block target, Object[] values, Block.Site site) {
        try {
            target.at(site);
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                throw Fault.at(site.argument(0), e.getCause().getMessage());
            }
            if (e.getCause() instanceof RuntimeException) throw (RuntimeException) e.getCause();
            if (e.getCause() instanceof Error) throw (Error) e.getCause();
            throw new IllegalStateException("word " + name, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("word " + name + " is not accessible", e);
        }
    }
}
