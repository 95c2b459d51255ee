package dev.caravan.script.eval;

import org.codehaus.groovy.ast.ASTNode;

/** A place in the script: line and column, both from 1. */
public record Spot(int line, int column) {
    /** Where nothing better is known. */
    public static final Spot START = new Spot(1, 1);

    static Spot of(ASTNode node) {
        return node.getLineNumber() < 1 ? START : new Spot(node.getLineNumber(), Math.max(1, node.getColumnNumber()));
    }
}
