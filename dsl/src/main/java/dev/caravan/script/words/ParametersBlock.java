package dev.caravan.script.words;

import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import groovy.lang.IntRange;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.Map;

/** The parameters of an app. */
@Says("parameters")
public final class ParametersBlock extends ScriptBlock {
    private static final int MAX_LENGTH = 1000;

    ParametersBlock(Compilation compilation) {
        super(compilation);
    }

    /** A parameter that is text; {@code matches} is a regular expression for the whole of it. */
    public void text(
            @NamedParams({
                        @NamedParam(value = "matches", type = String.class),
                        @NamedParam(value = "defaultsTo", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        declare(name);
        String value = given(name, options.get("defaultsTo"));
        if (value.length() > MAX_LENGTH) {
            throw Fault.at(site().argument(0), "parameter '" + name + "' is longer than " + MAX_LENGTH + " characters");
        }
        String pattern = (String) options.get("matches");
        if (pattern != null && !matches(pattern, value)) {
            throw Fault.at(
                    site().argument(0), "parameter '" + name + "' must match " + pattern + ", was '" + value + "'");
        }
        compilation.parameters.put(name, value);
    }

    /** A parameter that is a whole number. */
    public void number(
            @NamedParams({
                        @NamedParam(value = "defaultsTo", type = int.class),
                        @NamedParam(value = "between", type = IntRange.class)
                    })
                    Map<String, ?> options,
            String name) {
        declare(name);
        String text = given(name, options.get("defaultsTo"));
        if (!text.matches("-?[0-9]{1,9}")) {
            throw Fault.at(site().argument(0), "parameter '" + name + "' wants a whole number, was '" + text + "'");
        }
        int value = Integer.parseInt(text);
        IntRange bounds = (IntRange) options.get("between");
        if (bounds != null) {
            within("parameter '" + name + "'", value, bounds.getFrom(), bounds.getTo(), site().argument(0));
        }
        compilation.parameters.put(name, value);
    }

    private void declare(String name) {
        if (compilation.parameters.containsKey(name)) {
            throw Fault.at(site().argument(0), "the parameter '" + name + "' is declared twice");
        }
        compilation.parameters.put(name, null);
    }

    private String given(String name, Object otherwise) {
        String value = compilation.given.get(name);
        if (value != null) return value;
        if (otherwise != null) return otherwise.toString();
        if (compilation.isLenient()) throw Fault.silent();
        throw Fault.at(
                site().argument(0), "parameter '" + name + "' needs a value: it was given none and has no default");
    }

    private boolean matches(String pattern, String value) {
        try {
            return TextPattern.of(pattern).matches(value);
        } catch (IllegalArgumentException e) {
            throw Fault.at(site().option("matches"), e.getMessage());
        }
    }

    void refuseUnknown(Spot spot) {
        for (String name : new java.util.TreeSet<>(compilation.given.keySet())) {
            if (!compilation.parameters.containsKey(name)) {
                compilation.faults.add(
                        spot,
                        "there is no parameter '" + name + "'" + Spelling.hint(name, compilation.parameters.keySet()));
            }
        }
    }
}
