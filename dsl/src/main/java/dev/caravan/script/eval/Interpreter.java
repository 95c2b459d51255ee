package dev.caravan.script.eval;

import groovy.lang.Closure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.BreakStatement;
import org.codehaus.groovy.ast.stmt.ContinueStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.IfStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Carries out the statements of a checked tree. A statement that fails is told and left out, so that one run finds all
 * mistakes. Knows only the values, signs, methods and words that are listed: there is nothing else to reach.
 */
public final class Interpreter {
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE,
        RETURN
    }

    private final Faults faults;
    private final Fuel fuel;
    private final Expressions expressions;
    private final Set<Statement> skipped = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, MethodNode> methods = new HashMap<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final Scope globals = new Scope(null);
    private Spot place = Spot.START;
    private Object last;
    private boolean failed;

    public Interpreter(Vocabulary vocabulary, Faults faults, Fuel fuel) {
        this.faults = faults;
        this.fuel = fuel;
        this.expressions = new Expressions(vocabulary, this, fuel);
    }

    /**
     * Checks and runs the script; what it says is in the root block afterwards, what is wrong in the faults.
     *
     * @param including the block that files are included into
     * @return false when the script was stopped: what it says is not complete
     */
    public boolean run(ScriptFiles files, Vocabulary vocabulary, Class<? extends Block> including, Block root) {
        files.trees().forEach(tree -> tree.getMethods().forEach(method -> methods.put(method.getName(), method)));
        blocks.push(root);
        try {
            skipped.addAll(new Checker(vocabulary, expressions.library(), faults).check(files, including));
            sequence(files.script().getStatementBlock().getStatements(), globals);
            return true;
        } catch (Fuel.Exhausted e) {
            faults.add(place, e.getMessage());
        } catch (StackOverflowError e) {
            faults.add(place, "the script is nested too deeply");
        }
        return false;
    }

    /** What an included file says, to be run in the block that includes it; it sees none of its variables. */
    public Optional<Closure<?>> included(ScriptFiles files, Spot at, String path) {
        return files.included(at, path)
                .map(tree -> new ScriptClosure(
                        new ClosureExpression(null, tree.getStatementBlock()), new Scope(null), this));
    }

    void runIn(Block block, ScriptClosure body, List<Object> values) {
        blocks.push(block);
        try {
            call(body, values);
        } finally {
            blocks.pop();
        }
    }

    Block block() {
        return blocks.peek();
    }

    MethodNode method(String name) {
        return methods.get(name);
    }

    Object call(ScriptClosure closure, List<Object> arguments) {
        Scope scope = new Scope(closure.scope());
        Parameter[] parameters = closure.code().getParameters();
        if (parameters != null && parameters.length == 0) {
            // A block's body is given nothing, so that the 'it' of a loop around it stays in sight.
            boolean shadows = !arguments.isEmpty() || !scope.knows("it");
            if (shadows) scope.declare("it", arguments.isEmpty() ? null : arguments.get(0));
        } else {
            bind(
                    parameters == null ? new Parameter[0] : parameters,
                    arguments,
                    scope,
                    Spot.of(closure.code()),
                    "the block");
        }
        return body(closure.code().getCode(), scope);
    }

    Object call(MethodNode method, List<Object> arguments, Spot spot) {
        Scope scope = new Scope(globals);
        bind(method.getParameters(), arguments, scope, spot, method.getName());
        return body(method.getCode(), scope);
    }

    private void bind(Parameter[] parameters, List<Object> arguments, Scope scope, Spot spot, String what) {
        if (arguments.size() > parameters.length) {
            throw Fault.at(spot, what + " takes " + parameters.length + " values, was given " + arguments.size());
        }
        for (int i = 0; i < parameters.length; i++) {
            Object value;
            if (i < arguments.size()) {
                value = arguments.get(i);
            } else if (parameters[i].hasInitialExpression()) {
                value = expressions.evaluate(parameters[i].getInitialExpression(), scope);
            } else {
                throw Fault.at(spot, what + " wants a value for '" + parameters[i].getName() + "'");
            }
            Class<?> type = Values.declared(parameters[i].getType().getName());
            if (value != Values.POISON && type != null) {
                value = Values.convert(value, type, spot, parameters[i].getName());
            }
            scope.declare(parameters[i].getName(), value);
        }
    }

    private Object body(Statement code, Scope scope) {
        boolean failedBefore = failed;
        failed = false;
        last = null;
        fuel.enter();
        try {
            run(code, scope);
            return failed ? Values.POISON : last;
        } finally {
            fuel.leave();
            failed |= failedBefore;
        }
    }

    private Flow sequence(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            Flow flow = run(statement, scope);
            if (flow != Flow.NEXT) return flow;
        }
        return Flow.NEXT;
    }

    private Flow run(Statement statement, Scope scope) {
        place = statement.getLineNumber() > 0 ? Spot.of(statement) : place;
        fuel.step();
        if (skipped.contains(statement)) {
            fail(statement, scope);
            return Flow.NEXT;
        }
        try {
            return carryOut(statement, scope);
        } catch (Fault fault) {
            faults.add(fault);
            fail(statement, scope);
            return Flow.NEXT;
        }
    }

    private void fail(Statement statement, Scope scope) {
        failed = true;
        block().damage();
        last = Values.POISON;
        if (!(statement instanceof ExpressionStatement)) return;
        Expression expression = ((ExpressionStatement) statement).getExpression();
        if (expression instanceof DeclarationExpression
                && ((DeclarationExpression) expression).getLeftExpression() instanceof VariableExpression) {
            scope.declare(
                    ((DeclarationExpression) expression).getVariableExpression().getName(), Values.POISON);
        }
    }

    private Flow carryOut(Statement statement, Scope scope) {
        if (statement instanceof BlockStatement) {
            return sequence(((BlockStatement) statement).getStatements(), new Scope(scope));
        }
        if (statement instanceof ExpressionStatement) {
            Expression expression = ((ExpressionStatement) statement).getExpression();
            last = expressions.statement(expression, scope);
            return Flow.NEXT;
        }
        if (statement instanceof IfStatement) {
            IfStatement choice = (IfStatement) statement;
            boolean truth = Operators.truth(expressions.evaluate(choice.getBooleanExpression(), scope));
            last = null;
            return run(truth ? choice.getIfBlock() : choice.getElseBlock(), new Scope(scope));
        }
        if (statement instanceof ForStatement) return loop((ForStatement) statement, scope);
        if (statement instanceof ReturnStatement) {
            last = expressions.evaluate(((ReturnStatement) statement).getExpression(), scope);
            return Flow.RETURN;
        }
        if (statement instanceof BreakStatement) return Flow.BREAK;
        if (statement instanceof ContinueStatement) return Flow.CONTINUE;
        if (statement instanceof EmptyStatement) return Flow.NEXT;
        throw Fault.at(Spot.of(statement), "this statement is not part of the language");
    }

    private Flow loop(ForStatement loop, Scope scope) {
        Object values = expressions.evaluate(loop.getCollectionExpression(), scope);
        if (values == Values.POISON) throw Fault.silent();
        if (!(values instanceof List)) {
            throw Fault.at(Spot.of(loop.getCollectionExpression()), "for wants a list or a range");
        }
        for (Object value : new ArrayList<>((List<?>) values)) {
            fuel.step();
            Scope inner = new Scope(scope);
            inner.declare(loop.getValueVariable().getName(), value);
            Flow flow = run(loop.getLoopBlock(), inner);
            if (flow == Flow.BREAK) break;
            if (flow == Flow.RETURN) return flow;
        }
        return Flow.NEXT;
    }
}
