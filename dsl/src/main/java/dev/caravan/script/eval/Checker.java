package dev.caravan.script.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureListExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.PostfixExpression;
import org.codehaus.groovy.ast.expr.PrefixExpression;
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
 * Looks at every statement of a script, run or not: only the listed statements and expressions may occur, words must
 * belong to their block, and arguments whose type is plain must fit. Answers the statements that must not run.
 */
final class Checker {
    private final Faults faults;
    private final ExpressionChecker expressions;
    private final Set<Statement> bad = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> reassigned = new HashSet<>();
    private final Vocabulary vocabulary;
    private boolean failed;

    Checker(Vocabulary vocabulary, Library library, Faults faults) {
        this.vocabulary = vocabulary;
        this.faults = faults;
        this.expressions = new ExpressionChecker(vocabulary, library, this);
    }

    Set<Statement> check(ScriptFiles files, Class<? extends Block> including) {
        files.trees().forEach(this::findReassigned);
        List<MethodNode> methods = new ArrayList<>();
        files.trees().forEach(tree -> methods.addAll(tree.getMethods()));
        for (MethodNode method : methods) {
            if (expressions.methods().putIfAbsent(method.getName(), method) != null) {
                report(Fault.at(Spot.of(method), "the method '" + method.getName() + "' is declared twice"));
            }
            if (vocabulary.find(null, method.getName()).isPresent() || vocabulary.isPlanned(method.getName())) {
                report(Fault.at(
                        Spot.of(method), "'" + method.getName() + "' is a word already: name the method otherwise"));
            }
        }
        for (MethodNode method : methods) {
            Types inner = new Types(null);
            declare(method.getParameters(), null, inner);
            expressions.declared(method.getReturnType(), Spot.of(method));
            check(method.getCode(), null, inner);
        }
        for (ModuleNode tree : files.trees()) {
            Class<? extends Block> block = tree == files.script() ? vocabulary.root() : including;
            sequence(tree.getStatementBlock().getStatements(), block, new Types(null));
        }
        return bad;
    }

    void report(Fault fault) {
        failed = true;
        faults.add(fault);
    }

    Faults failing() {
        failed = true;
        return faults;
    }

    /** Checks a closure's body as statements of the block; its faults are its own statements'. */
    void body(Parameter[] parameters, Statement code, Class<? extends Block> block, Types types) {
        boolean before = failed;
        Types inner = new Types(types);
        if (parameters != null && parameters.length == 0) inner.declare("it", null);
        declare(parameters, block, inner);
        failed = before;
        check(code, block, inner);
        failed = before;
    }

    private void declare(Parameter[] parameters, Class<? extends Block> block, Types types) {
        if (parameters == null) return;
        for (Parameter parameter : parameters) {
            expressions.declared(parameter.getType(), Spot.of(parameter));
            if (parameter.hasInitialExpression()) expressions.type(parameter.getInitialExpression(), block, types);
            types.declare(parameter.getName(), null);
        }
    }

    private void sequence(List<Statement> statements, Class<? extends Block> block, Types types) {
        for (Statement statement : statements) check(statement, block, types);
    }

    private void check(Statement statement, Class<? extends Block> block, Types types) {
        boolean before = failed;
        failed = false;
        try {
            look(statement, block, types);
        } catch (Fault fault) {
            report(fault);
        }
        if (failed) bad.add(statement);
        failed = before;
    }

    private void look(Statement statement, Class<? extends Block> block, Types types) {
        if (statement.getStatementLabels() != null
                && !statement.getStatementLabels().isEmpty()) {
            throw Fault.at(
                    Spot.of(statement), "a ':' after the first word makes it a label; write the word without it");
        }
        if (statement instanceof BlockStatement) {
            sequence(((BlockStatement) statement).getStatements(), block, new Types(types));
        } else if (statement instanceof ExpressionStatement) {
            expressions.statement(((ExpressionStatement) statement).getExpression(), block, types);
        } else if (statement instanceof IfStatement) {
            IfStatement choice = (IfStatement) statement;
            expressions.type(choice.getBooleanExpression(), block, types);
            check(choice.getIfBlock(), block, new Types(types));
            check(choice.getElseBlock(), block, new Types(types));
        } else if (statement instanceof ForStatement) {
            loop((ForStatement) statement, block, types);
        } else if (statement instanceof ReturnStatement) {
            expressions.type(((ReturnStatement) statement).getExpression(), block, types);
        } else if (!(statement instanceof BreakStatement)
                && !(statement instanceof ContinueStatement)
                && !(statement instanceof EmptyStatement)) {
            throw Fault.at(Spot.of(statement), "this statement is not part of the language");
        }
    }

    private void loop(ForStatement loop, Class<? extends Block> block, Types types) {
        if (loop.getValueVariable() == null
                || loop.getCollectionExpression() instanceof ClosureListExpression
                || loop.getIndexVariable() != null) {
            throw Fault.at(Spot.of(loop), "this loop is not part of the language; write for (i in 1..3)");
        }
        expressions.declared(loop.getValueVariable().getType(), Spot.of(loop.getValueVariable()));
        expressions.type(loop.getCollectionExpression(), block, types);
        Types inner = new Types(types);
        inner.declare(loop.getValueVariable().getName(), null);
        check(loop.getLoopBlock(), block, inner);
    }

    boolean isReassigned(String name) {
        return reassigned.contains(name);
    }

    private void findReassigned(ModuleNode script) {
        CodeVisitorSupport visitor = new CodeVisitorSupport() {
            @Override
            public void visitBinaryExpression(BinaryExpression e) {
                if (e.getOperation().getText().endsWith("=")) note(e.getLeftExpression());
                super.visitBinaryExpression(e);
            }

            @Override
            public void visitDeclarationExpression(DeclarationExpression e) {
                super.visitBinaryExpression(e);
            }

            @Override
            public void visitPostfixExpression(PostfixExpression e) {
                note(e.getExpression());
            }

            @Override
            public void visitPrefixExpression(PrefixExpression e) {
                note(e.getExpression());
            }
        };
        script.getStatementBlock().visit(visitor);
        script.getMethods().forEach(method -> method.getCode().visit(visitor));
    }

    private void note(org.codehaus.groovy.ast.expr.Expression target) {
        if (target instanceof VariableExpression) reassigned.add(((VariableExpression) target).getName());
    }
}
