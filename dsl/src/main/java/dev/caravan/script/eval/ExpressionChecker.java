package dev.caravan.script.eval;

import groovy.lang.Closure;
import groovy.lang.IntRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.BooleanExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PostfixExpression;
import org.codehaus.groovy.ast.expr.PrefixExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.RangeExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;

/** Checks expressions by the allow-list and finds their types where these are plain; null is a type not known. */
final class ExpressionChecker {
    private static final Set<Class<?>> WITHOUT_PARTS = Set.of(EmptyExpression.class);
    private static final Set<String> COMPARISONS =
            Set.of("==", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "!in", "&&", "||");
    private static final Set<String> SIGNS = Set.of("=", "+", "-", "*", "/", "%", "<<", "<=>", "[", "+=", "-=", "*=");

    /** The type of an argument whose fault was told: what it is for cannot be checked. */
    private static final Class<?> FAULTY = Fault.class;

    private final Vocabulary vocabulary;
    private final Library library;
    private final Checker checker;
    private final Map<String, MethodNode> methods = new HashMap<>();

    ExpressionChecker(Vocabulary vocabulary, Library library, Checker checker) {
        this.vocabulary = vocabulary;
        this.library = library;
        this.checker = checker;
    }

    Map<String, MethodNode> methods() {
        return methods;
    }

    void statement(Expression expression, Class<? extends Block> block, Types types) {
        Expression call = Arguments.negativeArgument(expression);
        if (call != expression && !types.knows(((MethodCallExpression) call).getMethodAsString())) {
            type(call, block, types);
        } else {
            type(expression, block, types);
        }
    }

    Class<?> declared(ClassNode type, Spot spot) {
        if (type.isArray() || type.isUsingGenerics()) {
            checker.report(Fault.at(spot, "this type is not part of the language"));
            return null;
        }
        Class<?> known = Values.declared(type.getName());
        if (known == null) {
            checker.report(Fault.at(spot, "'" + type.getNameWithoutPackage() + "' is not a type of the language"));
        }
        return known;
    }

    Class<?> type(Expression e, Class<? extends Block> block, Types types) {
        if (e instanceof ConstantExpression) return Values.typeOf(((ConstantExpression) e).getValue());
        if (e instanceof MethodCallExpression) return call((MethodCallExpression) e, block, types);
        if (e instanceof VariableExpression) return variable((VariableExpression) e, block, types);
        if (e instanceof PropertyExpression) return property((PropertyExpression) e, block, types);
        if (e.getClass() == ClosureExpression.class) {
            closure((ClosureExpression) e, block, types);
            return Closure.class;
        }
        if (e instanceof GStringExpression) {
            ((GStringExpression) e).getValues().forEach(value -> type(value, block, types));
            return String.class;
        }
        if (e instanceof DeclarationExpression) return declaration((DeclarationExpression) e, block, types);
        if (e instanceof BinaryExpression) return binary((BinaryExpression) e, block, types);
        if (e instanceof MapExpression) {
            for (MapEntryExpression entry : ((MapExpression) e).getMapEntryExpressions()) {
                type(entry.getKeyExpression(), block, types);
                type(entry.getValueExpression(), block, types);
            }
            return Map.class;
        }
        if (e instanceof ListExpression) {
            ((ListExpression) e).getExpressions().forEach(element -> type(element, block, types));
            return List.class;
        }
        return rarer(e, block, types);
    }

    private Class<?> rarer(Expression e, Class<? extends Block> block, Types types) {
        if (e instanceof RangeExpression) {
            type(((RangeExpression) e).getFrom(), block, types);
            type(((RangeExpression) e).getTo(), block, types);
            return IntRange.class;
        }
        if (e instanceof BooleanExpression) {
            type(((BooleanExpression) e).getExpression(), block, types);
            return Boolean.class;
        }
        if (e instanceof TernaryExpression) {
            TernaryExpression choice = (TernaryExpression) e;
            if (!(e instanceof ElvisOperatorExpression)) type(choice.getBooleanExpression(), block, types);
            Class<?> yes = type(choice.getTrueExpression(), block, types);
            Class<?> no = type(choice.getFalseExpression(), block, types);
            return yes == no ? yes : null;
        }
        if (e instanceof UnaryMinusExpression) return type(((UnaryMinusExpression) e).getExpression(), block, types);
        if (e instanceof PostfixExpression) {
            type(((PostfixExpression) e).getExpression(), block, types);
            return null;
        }
        if (e instanceof PrefixExpression) {
            type(((PrefixExpression) e).getExpression(), block, types);
            return null;
        }
        if (WITHOUT_PARTS.contains(e.getClass())) return null;
        throw Fault.at(Spot.of(e), "this expression is not part of the language");
    }

    private void closure(ClosureExpression e, Class<? extends Block> block, Types types) {
        checker.body(e.getParameters(), e.getCode(), block, types);
    }

    private Class<?> variable(VariableExpression variable, Class<? extends Block> block, Types types) {
        String name = variable.getName();
        if (types.knows(name)) return types.type(name);
        Optional<Word> word = vocabulary.find(block, name);
        if (word.isPresent() && word.get().isProperty()) return word.get().type();
        if (word.isPresent()) {
            throw Fault.at(
                    Spot.of(variable),
                    "'" + name + "' wants something after it; write " + name + "() if nothing follows");
        }
        throw Fault.at(Spot.of(variable), vocabulary.explain(block, name));
    }

    private Class<?> property(PropertyExpression property, Class<? extends Block> block, Types types) {
        if (property.isSpreadSafe() || property.getPropertyAsString() == null) {
            throw Fault.at(Spot.of(property), "a computed name is not part of the language");
        }
        Class<?> self = type(property.getObjectExpression(), block, types);
        if (self == null || Map.class.isAssignableFrom(self)) return null;
        String name = property.getPropertyAsString();
        Spot spot = Spot.of(property.getProperty());
        if (!Number.class.isAssignableFrom(self)) {
            throw Fault.at(spot, Values.describe(self) + " has no '" + name + "'");
        }
        Class<?> unit = UnitWords.type(name);
        if (unit == null) throw Fault.at(spot, UnitWords.unknown(name));
        return unit;
    }

    private Class<?> declaration(DeclarationExpression e, Class<? extends Block> block, Types types) {
        if (e.isMultipleAssignmentDeclaration()) {
            throw Fault.at(Spot.of(e), "declare one variable at a time");
        }
        VariableExpression variable = e.getVariableExpression();
        declared(variable.getOriginType(), Spot.of(e));
        String name = variable.getName();
        types.declare(name, null);
        Class<?> type = type(e.getRightExpression(), block, types);
        types.declare(name, checker.isReassigned(name) ? null : type);
        return type;
    }

    private Class<?> binary(BinaryExpression e, Class<? extends Block> block, Types types) {
        String sign = e.getOperation().getText();
        boolean comparison = COMPARISONS.contains(sign);
        if (!comparison && !SIGNS.contains(sign)) {
            throw Fault.at(
                    new Spot(e.getOperation().getStartLine(), e.getOperation().getStartColumn()),
                    "'" + sign + "' is not part of the language");
        }
        // Each side is looked at once: looking twice doubles with every sign of a chain.
        Class<?> left = null;
        if (sign.equals("=") && e.getLeftExpression() instanceof VariableExpression) {
            assignment((VariableExpression) e.getLeftExpression(), block, types);
        } else {
            left = type(e.getLeftExpression(), block, types);
        }
        Class<?> right = type(e.getRightExpression(), block, types);
        if (comparison) return Boolean.class;
        if (sign.equals("+") && left == String.class) return left;
        return left == right && left != null && !Number.class.isAssignableFrom(left) && !sign.equals("[") ? left : null;
    }

    private void assignment(VariableExpression variable, Class<? extends Block> block, Types types) {
        String name = variable.getName();
        if (types.knows(name)) return;
        if (vocabulary.find(block, name).isPresent()) {
            throw Fault.at(Spot.of(variable), "write " + name + " without '='");
        }
        throw Fault.at(Spot.of(variable), "there is no variable '" + name + "'; declare it with def " + name);
    }

    private Class<?> call(MethodCallExpression expression, Class<? extends Block> block, Types types) {
        Arguments call = Arguments.of(expression);
        if (call.receiver() != null) return callOn(call, block, types);
        if (types.knows(call.name()) || methods.containsKey(call.name())) {
            arguments(call, null, block, types, new TreeMap<>());
            return null;
        }
        Optional<Word> word = vocabulary.find(block, call.name());
        if (word.isEmpty()) {
            throw Fault.at(call.site().word(), vocabulary.explain(block, call.name()));
        }
        Map<String, Class<?>> named = new TreeMap<>();
        List<Class<?>> given = arguments(call, word.get(), block, types, named);
        Faults found = new Faults();
        boolean told = given.contains(FAULTY) || named.containsValue(FAULTY);
        if (block != null && !told) word.get().check(given, named, call.site(), found);
        if (!found.isEmpty()) checker.failing().addAll(found.sorted());
        Class<?> result = word.get().type();
        return block == null || result == Object.class || result == void.class ? null : result;
    }

    private Class<?> callOn(Arguments call, Class<? extends Block> block, Types types) {
        if (isWord(call.receiver(), block, types)) {
            // Groovy reads 'port 80 publish: 8000' as a call of '80' on what is called port.
            throw Fault.at(call.site().word(), "a comma may be missing after '" + call.name() + "'");
        }
        type(call.receiver(), block, types);
        arguments(call, null, block, types, new TreeMap<>());
        if (!library.knows(call.name()) && !call.name().equals("call")) {
            throw Fault.at(
                    call.site().word(),
                    "values have no '" + call.name() + "'" + Spelling.hint(call.name(), library.names()));
        }
        return null;
    }

    private boolean isWord(Expression receiver, Class<? extends Block> block, Types types) {
        if (!(receiver instanceof VariableExpression)) return false;
        String name = ((VariableExpression) receiver).getName();
        return !types.knows(name)
                && vocabulary
                        .find(block, name)
                        .filter(word -> !word.isProperty())
                        .isPresent();
    }

    private List<Class<?>> arguments(
            Arguments call, Word word, Class<? extends Block> block, Types types, Map<String, Class<?>> named) {
        List<Class<?>> given = new ArrayList<>();
        for (Expression argument : call.positional()) {
            if (argument instanceof ClosureExpression
                    && word != null
                    && word.block().isPresent()) {
                closure((ClosureExpression) argument, word.block().get(), types);
                given.add(Closure.class);
            } else {
                given.add(quietly(argument, block, types));
            }
        }
        call.named().forEach((key, value) -> named.put(key, quietly(value, block, types)));
        return given;
    }

    /** One faulty argument does not hide the faults of the others. */
    private Class<?> quietly(Expression argument, Class<? extends Block> block, Types types) {
        try {
            if (argument instanceof ArgumentListExpression) throw Fault.at(Spot.of(argument), "unexpected list");
            return type(argument, block, types);
        } catch (Fault fault) {
            checker.report(fault);
            return FAULTY;
        }
    }
}
