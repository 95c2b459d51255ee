package dev.caravan.script.eval;

import groovy.lang.Closure;
import java.util.Arrays;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/** A closure of the script: its tree and the variables that it sees. It never becomes a class and cannot outlive us. */
final class ScriptClosure extends Closure<Object> {
    private static final long serialVersionUID = 1;

    private final transient ClosureExpression code;
    private final transient Scope scope;
    private final transient Interpreter interpreter;

    ScriptClosure(ClosureExpression code, Scope scope, Interpreter interpreter) {
        super(null);
        this.code = code;
        this.scope = scope;
        this.interpreter = interpreter;
    }

    ClosureExpression code() {
        return code;
    }

    Scope scope() {
        return scope;
    }

    int parameterCount() {
        return code.getParameters() == null ? 0 : code.getParameters().length;
    }

    void runIn(Block block) {
        interpreter.runIn(block, this, java.util.List.of());
    }

    void runIn(Block block, Object... values) {
        interpreter.runIn(block, this, Arrays.asList(values));
    }

    Object invoke(Object... arguments) {
        return interpreter.call(this, Arrays.asList(arguments));
    }
}
