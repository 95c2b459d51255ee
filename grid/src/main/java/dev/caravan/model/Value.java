package dev.caravan.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A text of a workflow that may be known only when it runs: an expression tree, never code. */
public sealed interface Value {
    /** Known when the script was compiled. */
    record Text(String text) implements Value {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /** What a run was started with. */
    record Input(String name) implements Value {}

    /** What the last successful run before it was started with. */
    record Previous(String name) implements Value {}

    /** What an earlier step of the run gave. */
    record Output(String step) implements Value {}

    /** Several, one after the other. */
    record Joined(List<Value> parts) implements Value {
        public Joined {
            parts = Copies.list(parts);
        }
    }

    static Value of(String text) {
        return new Text(text);
    }

    /** Its text, with what is known of its parts; a lookup may throw to say that a part has no value. */
    default String resolve(Function<Value, String> known) {
        if (this instanceof Text text) return text.text();
        if (this instanceof Joined joined) {
            return joined.parts().stream().map(part -> part.resolve(known)).collect(Collectors.joining());
        }
        return known.apply(this);
    }

    /** Its parts that are not known yet. */
    default Set<Value> unknowns() {
        Set<Value> found = new LinkedHashSet<>();
        if (this instanceof Joined joined) {
            joined.parts().forEach(part -> found.addAll(part.unknowns()));
        } else if (!(this instanceof Text)) {
            found.add(this);
        }
        return found;
    }

    /** As a script says it. */
    default String display() {
        if (this instanceof Text text) return text.text();
        if (this instanceof Input input) return "${input('" + input.name() + "')}";
        if (this instanceof Previous previous) return "${previous('" + previous.name() + "')}";
        if (this instanceof Output output) return "${output('" + output.step() + "')}";
        return ((Joined) this).parts().stream().map(Value::display).collect(Collectors.joining());
    }
}
