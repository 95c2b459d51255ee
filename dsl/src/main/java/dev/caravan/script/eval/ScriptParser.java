package dev.caravan.script.eval;

import groovy.lang.GroovyClassLoader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Text to Groovy's syntax tree and no further: no phase after it runs, so that no transform, no class resolution and no
 * class loading happens.
 */
final class ScriptParser {
    private static final Pattern OPEN_TEXT = Pattern.compile("^Unexpected character: '\\\\?(['\"/$])");
    private static final Pattern TWICE = Pattern.compile("^[Dd]uplicated named parameter '(.*)' found");
    private static final Pattern UNEXPECTED =
            Pattern.compile("^Unexpected input: '(.*?)'(?: @ line .*)?$", Pattern.DOTALL);

    private ScriptParser() {}

    /**
     * The tree, or nothing when the faults say why.
     *
     * @param firstLine the number of the text's first line
     */
    static Optional<ModuleNode> parse(String name, String text, int firstLine, Faults faults) {
        Spot start = new Spot(firstLine, 1);
        try {
            if (!new TokenGuard(faults).admits(text, firstLine)) return Optional.empty();
            return Optional.of(tree(name, "\n".repeat(firstLine - 1) + text));
        } catch (MultipleCompilationErrorsException e) {
            e.getErrorCollector().getErrors().forEach(error -> add(error, start, faults));
        } catch (StackOverflowError e) {
            faults.add(start, "the script is nested too deeply");
        } catch (CompilationFailedException e) {
            faults.add(start, isOverflow(e) ? "the script is nested too deeply" : firstLine(e.getMessage()));
        } catch (RuntimeException | AssertionError e) {
            faults.add(syntaxFault(e, start));
        }
        if (faults.isEmpty()) faults.add(start, "the script cannot be read");
        return Optional.empty();
    }

    private static ModuleNode tree(String name, String text) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setTolerance(Faults.MAX);
        SourceUnit unit =
                new SourceUnit(name, text, configuration, (GroovyClassLoader) null, new ErrorCollector(configuration));
        unit.parse();
        unit.completePhase();
        unit.nextPhase();
        unit.convert();
        if (unit.getErrorCollector().hasErrors()) {
            throw new MultipleCompilationErrorsException(unit.getErrorCollector());
        }
        return unit.getAST();
    }

    private static boolean isOverflow(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StackOverflowError) return true;
        }
        return false;
    }

    private static void add(Message error, Spot start, Faults faults) {
        if (error instanceof SyntaxErrorMessage) {
            faults.add(fault(((SyntaxErrorMessage) error).getCause()));
        } else {
            faults.add(start, "the script cannot be read");
        }
    }

    /** The lexer throws its own kind, which carries the place. */
    private static Fault syntaxFault(Throwable thrown, Spot start) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SyntaxException) return fault((SyntaxException) cause);
            if (cause instanceof org.apache.groovy.parser.antlr4.GroovySyntaxError) {
                var error = (org.apache.groovy.parser.antlr4.GroovySyntaxError) cause;
                return Fault.at(
                        new Spot(Math.max(1, error.getLine()), Math.max(1, error.getColumn())),
                        firstLine(error.getMessage()));
            }
        }
        return Fault.at(start, "the script cannot be read");
    }

    private static Fault fault(SyntaxException error) {
        Spot spot = new Spot(Math.max(1, error.getStartLine()), Math.max(1, error.getStartColumn()));
        return Fault.at(spot, firstLine(error.getOriginalMessage()));
    }

    /** The parser's message, short: of the input that it did not expect only the last word is the one in the way. */
    private static String firstLine(String message) {
        if (message == null) return "the script cannot be read";
        Matcher open = OPEN_TEXT.matcher(message);
        if (open.find()) return "the text that starts with " + open.group(1) + " is never closed";
        Matcher twice = TWICE.matcher(message);
        if (twice.find()) return "'" + twice.group(1) + ":' is given twice";
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            String[] words = unexpected.group(1).replace("\\n", " ").trim().split("\\s+");
            return "unexpected '" + words[words.length - 1] + "'";
        }
        String first = message.lines().findFirst().orElse("the script cannot be read");
        String told = first.replaceFirst(" ?@ line .*$", "");
        return told.isEmpty() ? "the script cannot be read" : Character.toLowerCase(told.charAt(0)) + told.substring(1);
    }
}
