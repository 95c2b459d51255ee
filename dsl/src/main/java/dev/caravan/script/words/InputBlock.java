package dev.caravan.script.words;

import dev.caravan.model.WorkflowSpec.Input;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Says;
import groovy.lang.IntRange;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a run of a workflow is started with. */
@Says("input")
public final class InputBlock extends ScriptBlock {
    private final WorkflowDraft draft;

    InputBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation);
        this.draft = draft;
    }

    /** An input that is text; {@code matches} is a regular expression for the whole of it. */
    public void text(
            @NamedParams({
                        @NamedParam(value = "matches", type = String.class),
                        @NamedParam(value = "defaultsTo", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        String pattern = (String) options.get("matches");
        try {
            if (pattern != null) Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw Fault.at(
                    site().option("matches"), "'" + pattern + "' is no regular expression: " + e.getDescription());
        }
        add(new Input(
                name,
                Input.Type.TEXT,
                Optional.ofNullable((String) options.get("defaultsTo")),
                Optional.ofNullable(pattern),
                Optional.empty(),
                Optional.empty()));
    }

    /** An input that is a whole number. */
    public void number(
            @NamedParams({
                        @NamedParam(value = "defaultsTo", type = int.class),
                        @NamedParam(value = "between", type = IntRange.class)
                    })
                    Map<String, ?> options,
            String name) {
        IntRange bounds = (IntRange) options.get("between");
        add(new Input(
                name,
                Input.Type.NUMBER,
                Optional.ofNullable(options.get("defaultsTo")).map(Object::toString),
                Optional.empty(),
                Optional.ofNullable(bounds).map(IntRange::getFrom),
                Optional.ofNullable(bounds).map(IntRange::getTo)));
    }

    private void add(Input input) {
        if (!input.name().matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw Fault.at(
                    site().argument(0),
                    "'" + input.name() + "' cannot be the name of an input: letters, digits, '-' and '_'");
        }
        if (draft.inputs().putIfAbsent(input.name(), input) != null) {
            throw Fault.at(site().argument(0), "the input '" + input.name() + "' is declared twice");
        }
        input.defaultsTo().flatMap(input::fault).ifPresent(fault -> {
            throw Fault.at(site().option("defaultsTo"), fault);
        });
    }
}
