package dev.caravan.script.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NamedArgumentListExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;

/** A call as it is written: the receiver (null: the block around it), the name, the values in order and the named ones. */
record Arguments(
        Expression receiver, String name, List<Expression> positional, Map<String, Expression> named, Block.Site site) {

    static Arguments of(MethodCallExpression call) {
        if (call.isSpreadSafe() || !(call.getMethod() instanceof ConstantExpression)) {
            throw Fault.at(Spot.of(call.getMethod()), "a computed name is not part of the language");
        }
        if (call.getGenericsTypes() != null && call.getGenericsTypes().length > 0) {
            throw Fault.at(Spot.of(call), "type arguments are not part of the language");
        }
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Map<String, Spot> spots = new LinkedHashMap<>();
        for (Expression argument : ((TupleExpression) listOf(call.getArguments())).getExpressions()) {
            boolean first = positional.isEmpty() && named.isEmpty();
            if (first && (argument instanceof NamedArgumentListExpression || argument instanceof MapExpression)) {
                addNamed((MapExpression) argument, named, spots);
                if (named.isEmpty()) positional.add(argument);
            } else {
                positional.add(argument);
            }
        }
        List<Spot> places = positional.stream().map(Spot::of).toList();
        String name = String.valueOf(((ConstantExpression) call.getMethod()).getValue());
        Expression receiver = call.isImplicitThis() ? null : call.getObjectExpression();
        return new Arguments(
                receiver, name, positional, named, new Block.Site(Spot.of(call.getMethod()), places, spots));
    }

    private static Expression listOf(Expression arguments) {
        return arguments instanceof TupleExpression ? arguments : new ArgumentListExpression(arguments);
    }

    /** {@code word -1} is read by Groovy as a subtraction; in a statement of its own it is a word with a number. */
    static Expression negativeArgument(Expression statement) {
        if (!(statement instanceof BinaryExpression)) return statement;
        BinaryExpression binary = (BinaryExpression) statement;
        if (!binary.getOperation().getText().equals("-")
                || !(binary.getLeftExpression() instanceof VariableExpression)) {
            return statement;
        }
        Expression number = new UnaryMinusExpression(binary.getRightExpression());
        number.setLineNumber(binary.getOperation().getStartLine());
        number.setColumnNumber(binary.getOperation().getStartColumn());
        String name = ((VariableExpression) binary.getLeftExpression()).getName();
        ConstantExpression word = new ConstantExpression(name);
        word.setSourcePosition(binary.getLeftExpression());
        MethodCallExpression call =
                new MethodCallExpression(VariableExpression.THIS_EXPRESSION, word, new ArgumentListExpression(number));
        call.setImplicitThis(true);
        call.setSourcePosition(binary);
        return call;
    }

    private static void addNamed(MapExpression map, Map<String, Expression> named, Map<String, Spot> spots) {
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            if (!(entry.getKeyExpression() instanceof ConstantExpression)) {
                throw Fault.at(Spot.of(entry.getKeyExpression()), "a computed name is not part of the language");
            }
            String key = String.valueOf(((ConstantExpression) entry.getKeyExpression()).getValue());
            if (named.put(key, entry.getValueExpression()) != null) {
                throw Fault.at(Spot.of(entry), "'" + key + ":' is given twice");
            }
            spots.put(key, Spot.of(entry.getKeyExpression()));
        }
    }
}
