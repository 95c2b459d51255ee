package dev.caravan.script;

/**
 * One mistake in a script.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param sourceLine the text of the line
 */
public record Diagnostic(String file, int line, int column, String message, String sourceLine) {
    /** {@code file:line:column: message}, the source line and a caret under the column; no newline at the end. */
    public String render() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < Math.min(column - 1, sourceLine.length()); i++) {
            pointer.append(sourceLine.charAt(i) == '\t' ? '\t' : ' ');
        }
        return file + ":" + line + ":" + column + ": " + message + "\n" + sourceLine + "\n" + pointer + "^";
    }
}
