package dev.caravan.script.words;

import dev.caravan.model.Value;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Spelling;
import java.util.Map;
import java.util.TreeMap;

/** What the blocks within a workflow have: values that are known only when it runs. */
public abstract class ValuesBlock extends ScriptBlock {
    final WorkflowDraft draft;

    ValuesBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation);
        this.draft = draft;
    }

    /** What the run was started with. */
    public Value input(String name) {
        draft.refer(WorkflowDraft.Target.INPUT, name, site().argument(0));
        return new Value.Input(name);
    }

    /** What the last successful run before it was started with. */
    public Value previous(String name) {
        draft.refer(WorkflowDraft.Target.INPUT, name, site().argument(0));
        return new Value.Previous(name);
    }

    /** What an earlier step of the run gave: the last line of a job's log, or the answer to a call. */
    public Value output(String step) {
        if (!draft.steps().contains(step)) {
            throw Fault.at(
                    site().argument(0),
                    "there is no step '" + step + "' before this one" + Spelling.hint(step, draft.steps()));
        }
        return new Value.Output(step);
    }

    final Map<String, Value> values(String what, Map<?, ?> given, dev.caravan.script.eval.Spot where) {
        Map<String, Value> values = new TreeMap<>();
        given.forEach((key, value) -> {
            String name = key.toString();
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                throw Fault.at(where, "'" + name + "' cannot be the name of an environment variable");
            }
            values.put(
                    name, value instanceof Value ? (Value) value : Value.of(scalar(what + " " + name, value, where)));
        });
        return values;
    }

    private static String scalar(String what, Object value, dev.caravan.script.eval.Spot where) {
        return ContainerBlock.scalar(what, value, where);
    }
}
