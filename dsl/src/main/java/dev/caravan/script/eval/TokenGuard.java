package dev.caravan.script.eval;

import groovyjarjarantlr4.v4.runtime.CharStreams;
import groovyjarjarantlr4.v4.runtime.Token;
import java.util.Optional;
import java.util.Set;
import org.apache.groovy.parser.antlr4.GroovyLangLexer;

/**
 * Refuses, before any parsing, what no script needs and what has been the way out of every sandbox: annotations,
 * classes, imports, constructors, method pointers. Bounds the size and the nesting, so that the parser comes to an end.
 */
final class TokenGuard {
    static final int MAX_TEXT = 4_000_000;
    static final int MAX_TOKENS = 400_000;
    static final int MAX_NESTING = 24;
    /** Tokens without a separator between them; longer runs are made to overflow the parser. */
    static final int MAX_RUN = 400;

    static final int MAX_NUMBER = 30;

    private static final Set<String> REFUSED = Set.of(
            "@",
            ".&",
            "::",
            "=~",
            "==~",
            "**",
            "**=",
            "*.",
            "??.",
            "import",
            "package",
            "class",
            "interface",
            "trait",
            "enum",
            "record",
            "new",
            "while",
            "do",
            "try",
            "catch",
            "finally",
            "throw",
            "throws",
            "static",
            "super",
            "this",
            "synchronized",
            "instanceof",
            "!instanceof",
            "assert",
            "as",
            "switch",
            "extends",
            "implements",
            "native",
            "goto",
            "sealed",
            "permits",
            "yield");
    private static final Set<String> SEPARATORS = Set.of(",", ";");

    private final Faults faults;
    private Brackets brackets = new Brackets(1);
    private int run;

    TokenGuard(Faults faults) {
        this.faults = faults;
    }

    /**
     * Whether the text may be parsed; says in the faults why not.
     *
     * @param firstLine the number of its first line
     */
    boolean admits(String text, int firstLine) {
        if (text.length() > MAX_TEXT) {
            faults.add(new Spot(firstLine, 1), "the script is longer than " + MAX_TEXT + " characters");
            return false;
        }
        Faults before = new Faults();
        GroovyLangLexer lexer = new GroovyLangLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        lexer.setLine(firstLine);
        brackets = new Brackets(firstLine);
        int count = 0;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            if (++count > MAX_TOKENS) {
                before.add(spot(token), "the script has more than " + MAX_TOKENS + " words and signs");
                break;
            }
            if (!check(token, lexer.getVocabulary().getSymbolicName(token.getType()), before)) break;
        }
        if (before.isEmpty()) brackets.unclosed().ifPresent(before::add);
        faults.addAll(before.sorted());
        return before.isEmpty();
    }

    /** False when the rest cannot be read. */
    private boolean check(Token token, String kind, Faults found) {
        String text = token.getText();
        if (kind == null) kind = "";
        if (kind.startsWith("StringLiteral")) return countRun(token, found);
        if (kind.startsWith("GString")) {
            if (text.endsWith("${")) brackets.open("${", spot(token));
            return bounded(token, found);
        }
        if (kind.equals("NL")) {
            run = 0;
            brackets.newLine();
            return true;
        }
        if (REFUSED.contains(text)) {
            found.add(spot(token), "'" + text + "' is not part of the language");
        }
        if (!text.isEmpty() && Character.isDigit(text.charAt(0)) && text.length() > MAX_NUMBER) {
            found.add(spot(token), "the number is longer than " + MAX_NUMBER + " digits");
        }
        if (text.matches("[0-9][0-9_.]*[eE].*")) found.add(spot(token), "numbers are written without an exponent");
        Optional<Fault> astray = brackets.see(text, kind, spot(token));
        if (astray.isPresent()) {
            found.add(astray.get());
            return false;
        }
        if (SEPARATORS.contains(text)) run = 0;
        return bounded(token, found);
    }

    private boolean bounded(Token token, Faults found) {
        if (brackets.depth() > MAX_NESTING) {
            found.add(spot(token), "nested deeper than " + MAX_NESTING + " levels");
            return false;
        }
        return countRun(token, found);
    }

    private boolean countRun(Token token, Faults found) {
        if (++run <= MAX_RUN) return true;
        found.add(spot(token), "the expression is too long: more than " + MAX_RUN + " words and signs");
        return false;
    }

    private static Spot spot(Token token) {
        return new Spot(token.getLine(), token.getCharPositionInLine() + 1);
    }
}
