package dev.caravan.script.eval;

import dev.caravan.model.Value;
import groovy.lang.Closure;
import groovy.lang.IntRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.BooleanExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NotExpression;
import org.codehaus.groovy.ast.expr.PostfixExpression;
import org.codehaus.groovy.ast.expr.PrefixExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.RangeExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;

/** Gives expressions their values. What is not listed here has none. */
final class Expressions {
    /** Longest range that a script may name. */
    static final int MAX_RANGE = 10_000;

    private final Vocabulary vocabulary;
    private final Interpreter interpreter;
    private final Fuel fuel;
    private final Operators operators;
    private final Library library;

    Expressions(Vocabulary vocabulary, Interpreter interpreter, Fuel fuel) {
        this.vocabulary = vocabulary;
        this.interpreter = interpreter;
        this.fuel = fuel;
        this.operators = new Operators(fuel);
        this.library = new Library(operators, fuel, vocabulary.phrases());
    }

    Library library() {
        return library;
    }

    Object statement(Expression expression, Scope scope) {
        Expression call = Arguments.negativeArgument(expression);
        if (call != expression) {
            String name = ((MethodCallExpression) call).getMethodAsString();
            return evaluate(scope.knows(name) ? expression : call, scope);
        }
        return evaluate(expression, scope);
    }

    Object evaluate(Expression e, Scope scope) {
        fuel.step();
        if (e instanceof ConstantExpression) return ((ConstantExpression) e).getValue();
        if (e instanceof MethodCallExpression) return call((MethodCallExpression) e, scope);
        if (e instanceof VariableExpression) return variable((VariableExpression) e, scope);
        if (e instanceof PropertyExpression) return property((PropertyExpression) e, scope);
        if (e instanceof ClosureExpression) return new ScriptClosure((ClosureExpression) e, scope, interpreter);
        if (e instanceof GStringExpression) return text((GStringExpression) e, scope);
        if (e instanceof DeclarationExpression) return declare((DeclarationExpression) e, scope);
        if (e instanceof BinaryExpression) return binary((BinaryExpression) e, scope);
        if (e instanceof MapExpression) return map((MapExpression) e, scope);
        if (e instanceof ListExpression) return list((ListExpression) e, scope);
        if (e instanceof RangeExpression) return range((RangeExpression) e, scope);
        if (e instanceof NotExpression) {
            return !Operators.truth(evaluate(((NotExpression) e).getExpression(), scope));
        }
        if (e instanceof BooleanExpression) {
            return Operators.truth(evaluate(((BooleanExpression) e).getExpression(), scope));
        }
        return rarer(e, scope);
    }

    private Object rarer(Expression e, Scope scope) {
        if (e instanceof ElvisOperatorExpression) {
            TernaryExpression choice = (TernaryExpression) e;
            Object value = evaluate(choice.getTrueExpression(), scope);
            return Operators.truth(value) ? value : evaluate(choice.getFalseExpression(), scope);
        }
        if (e instanceof TernaryExpression) {
            TernaryExpression choice = (TernaryExpression) e;
            boolean truth = Operators.truth(evaluate(choice.getBooleanExpression(), scope));
            return evaluate(truth ? choice.getTrueExpression() : choice.getFalseExpression(), scope);
        }
        if (e instanceof UnaryMinusExpression) {
            return operators.apply("-", 0, value(((UnaryMinusExpression) e).getExpression(), scope), Spot.of(e));
        }
        if (e instanceof PostfixExpression) {
            PostfixExpression postfix = (PostfixExpression) e;
            return count(postfix.getExpression(), postfix.getOperation().getText(), scope);
        }
        if (e instanceof PrefixExpression) {
            PrefixExpression prefix = (PrefixExpression) e;
            count(prefix.getExpression(), prefix.getOperation().getText(), scope);
            return evaluate(prefix.getExpression(), scope);
        }
        throw Fault.at(Spot.of(e), "this expression is not part of the language");
    }

    private Object value(Expression e, Scope scope) {
        Object value = evaluate(e, scope);
        if (value == Values.POISON) throw Fault.silent();
        return value;
    }

    private Object count(Expression target, String sign, Scope scope) {
        Object before = value(target, scope);
        assign(target, operators.apply(sign.substring(0, 1), before, 1, Spot.of(target)), scope);
        return before;
    }

    private Object variable(VariableExpression variable, Scope scope) {
        String name = variable.getName();
        if (scope.knows(name)) return scope.read(name);
        Block block = interpreter.block();
        Optional<Word> word = vocabulary.find(block.getClass(), name).filter(Word::isProperty);
        if (word.isEmpty()) throw Fault.at(Spot.of(variable), unknown(block, name));
        return word.get().run(block, List.of(), Map.of(), new Block.Site(Spot.of(variable), List.of(), Map.of()));
    }

    private String unknown(Block block, String name) {
        return vocabulary.find(block.getClass(), name).isPresent()
                ? "'" + name + "' wants something after it; write " + name + "() if nothing follows"
                : vocabulary.explain(block.getClass(), name);
    }

    private Object property(PropertyExpression property, Scope scope) {
        Object self = value(property.getObjectExpression(), scope);
        String name = property.getPropertyAsString();
        Spot spot = Spot.of(property.getProperty());
        if (self instanceof Number) return UnitWords.apply((Number) self, name, spot);
        if (self instanceof Map) return ((Map<?, ?>) self).get(name);
        if (self == null && property.isSafe()) return null;
        if (self == null) throw Fault.at(spot, unexpected(name));
        throw Fault.at(spot, Values.describe(Values.typeOf(self)) + " has no '" + name + "'");
    }

    private Object call(MethodCallExpression expression, Scope scope) {
        Arguments call = Arguments.of(expression);
        if (call.receiver() != null) return callOn(call, expression.isSafe(), scope);
        if (scope.knows(call.name())) return callVariable(call, scope);
        MethodNode method = interpreter.method(call.name());
        if (method != null)
            return interpreter.call(method, values(call, scope), call.site().word());
        Block block = interpreter.block();
        Word word = vocabulary
                .find(block.getClass(), call.name())
                .orElseThrow(() -> Fault.at(call.site().word(), vocabulary.explain(block.getClass(), call.name())));
        List<Object> positional = new ArrayList<>();
        for (Expression argument : call.positional()) positional.add(evaluate(argument, scope));
        Map<String, Object> named = new LinkedHashMap<>();
        call.named().forEach((key, value) -> named.put(key, evaluate(value, scope)));
        positional.forEach(fuel::say);
        named.values().forEach(fuel::say);
        return word.run(block, positional, named, call.site());
    }

    /** {@code port 80 publish: 8000} is for Groovy a call of {@code publish} on what {@code port 80} gives. */
    private static String unexpected(String name) {
        return "unexpected '" + name + "'; a comma may be missing before it";
    }

    private Object callOn(Arguments call, boolean safe, Scope scope) {
        Object self = value(call.receiver(), scope);
        if (self == null && safe) return null;
        if (self == null) throw Fault.at(call.site().word(), unexpected(call.name()));
        if (self instanceof Closure && call.name().equals("call")) {
            return interpreter.call((ScriptClosure) self, values(call, scope));
        }
        return library.call(self, call.name(), values(call, scope), call.site().word());
    }

    private Object callVariable(Arguments call, Scope scope) {
        Object value = scope.read(call.name());
        if (value == Values.POISON) throw Fault.silent();
        if (!(value instanceof ScriptClosure)) {
            throw Fault.at(call.site().word(), "'" + call.name() + "' is a variable, not a word");
        }
        return interpreter.call((ScriptClosure) value, values(call, scope));
    }

    /** For methods and closures: named arguments arrive as one map in front, as Groovy has it. */
    private List<Object> values(Arguments call, Scope scope) {
        List<Object> values = new ArrayList<>();
        if (!call.named().isEmpty()) {
            Map<Object, Object> named = new LinkedHashMap<>();
            call.named().forEach((key, value) -> named.put(key, evaluate(value, scope)));
            values.add(named);
        }
        for (Expression argument : call.positional()) values.add(evaluate(argument, scope));
        return values;
    }

    /** Text; with a part that is known only when a workflow runs, an expression tree. */
    private Object text(GStringExpression template, Scope scope) {
        StringBuilder text = new StringBuilder();
        List<Value> symbolic = new ArrayList<>();
        List<ConstantExpression> parts = template.getStrings();
        for (int i = 0; i < parts.size(); i++) {
            text.append(parts.get(i).getValue());
            if (i == template.getValues().size()) break;
            Expression part = template.getValue(i);
            Object value = evaluate(part, scope);
            if (value instanceof Value) {
                if (text.length() > 0) symbolic.add(Value.of(fuel.text(text.toString())));
                text.setLength(0);
                symbolic.add((Value) value);
            } else {
                text.append(operators.text(value, Spot.of(part)));
            }
        }
        String last = fuel.text(text.toString());
        if (symbolic.isEmpty()) return last;
        if (!last.isEmpty()) symbolic.add(Value.of(last));
        fuel.elements(symbolic.size());
        return symbolic.size() == 1 ? symbolic.get(0) : new Value.Joined(symbolic);
    }

    private Object declare(DeclarationExpression declaration, Scope scope) {
        VariableExpression variable = declaration.getVariableExpression();
        Expression right = declaration.getRightExpression();
        boolean empty = right instanceof org.codehaus.groovy.ast.expr.EmptyExpression;
        Object value = empty ? null : evaluate(right, scope);
        Class<?> type = Values.declared(variable.getOriginType().getName());
        if (value != null && value != Values.POISON && type != null) {
            value = Values.convert(value, type, Spot.of(right), variable.getName());
        }
        scope.declare(variable.getName(), value);
        return value;
    }

    private Object binary(BinaryExpression e, Scope scope) {
        String sign = e.getOperation().getText();
        Spot spot = new Spot(e.getOperation().getStartLine(), e.getOperation().getStartColumn());
        switch (sign) {
            case "=":
                return assign(e.getLeftExpression(), evaluate(e.getRightExpression(), scope), scope);
            case "&&":
                return Operators.truth(evaluate(e.getLeftExpression(), scope))
                        && Operators.truth(evaluate(e.getRightExpression(), scope));
            case "||":
                return Operators.truth(evaluate(e.getLeftExpression(), scope))
                        || Operators.truth(evaluate(e.getRightExpression(), scope));
            case "[":
                return element(value(e.getLeftExpression(), scope), value(e.getRightExpression(), scope), spot);
            case "+=":
            case "-=":
            case "*=":
                Object sum = operators.apply(
                        sign.substring(0, 1),
                        value(e.getLeftExpression(), scope),
                        value(e.getRightExpression(), scope),
                        spot);
                return assign(e.getLeftExpression(), sum, scope);
            default:
                return operators.apply(
                        sign, value(e.getLeftExpression(), scope), value(e.getRightExpression(), scope), spot);
        }
    }

    private static Object element(Object self, Object key, Spot spot) {
        if (self instanceof Map) return ((Map<?, ?>) self).get(Operators.key(key, spot));
        if (self instanceof List && key instanceof Integer) {
            List<?> list = (List<?>) self;
            int index = (Integer) key < 0 ? list.size() + (Integer) key : (Integer) key;
            if (index < 0 || index >= list.size()) {
                throw Fault.at(spot, "the list has " + list.size() + " elements, none at " + key);
            }
            return list.get(index);
        }
        throw Fault.at(spot, Values.describe(Values.typeOf(self)) + " has no such element");
    }

    private static Object assign(Expression target, Object value, Scope scope) {
        if (!(target instanceof VariableExpression)) {
            throw Fault.at(Spot.of(target), "only variables can be assigned to");
        }
        String name = ((VariableExpression) target).getName();
        if (!scope.assign(name, value)) {
            throw Fault.at(Spot.of(target), "there is no variable '" + name + "'; declare it with def " + name);
        }
        return value;
    }

    private Object list(ListExpression e, Scope scope) {
        List<Object> list = new ArrayList<>();
        for (Expression element : e.getExpressions()) list.add(value(element, scope));
        fuel.elements(list.size());
        return list;
    }

    private Object map(MapExpression e, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (MapEntryExpression entry : e.getMapEntryExpressions()) {
            map.put(
                    Operators.key(value(entry.getKeyExpression(), scope), Spot.of(entry)),
                    value(entry.getValueExpression(), scope));
        }
        fuel.entries(map.size());
        return map;
    }

    private Object range(RangeExpression e, Scope scope) {
        int from = (Integer) Values.convert(value(e.getFrom(), scope), int.class, Spot.of(e.getFrom()), "a range");
        int to = (Integer) Values.convert(value(e.getTo(), scope), int.class, Spot.of(e.getTo()), "a range");
        if (e.isExclusiveLeft() || e.isExclusiveRight()) {
            throw Fault.at(Spot.of(e), "write a range with both ends, as 1..3");
        }
        if (Math.abs((long) to - from) > MAX_RANGE) {
            throw Fault.at(Spot.of(e), "a range has at most " + MAX_RANGE + " numbers");
        }
        return new IntRange(true, from, to);
    }
}
