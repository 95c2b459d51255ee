package dev.caravan.script;

/**
 * One mistake in a script.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param sourceLine the text of the line; of a long one, what is around the column
 */
public record Diagnostic(String file, int line, int column, String message, String sourceLine) {
    /** Columns up to which a line is shown from its start. */
    private static final int SHOWN = 200;

    /** What is shown before a column that is farther right, the sign for what is left out included. */
    private static final int BEFORE = 80;

    /** The diagnostic with as much of the line as fits. */
    public static Diagnostic at(String file, int line, int column, String message, String text) {
        String shown = text;
        if (column > SHOWN && text.length() > SHOWN) {
            int from = Math.min(column, text.length()) - BEFORE;
            shown = "…" + text.substring(from, Math.min(text.length(), from + SHOWN));
        } else if (text.length() > SHOWN) {
            shown = text.substring(0, SHOWN) + "…";
        }
        return new Diagnostic(file, line, column, message, shown);
    }

    /** Where in the source line the caret belongs, from 0. */
    public int caret() {
        int wanted = column > SHOWN && sourceLine.startsWith("…") ? BEFORE : column - 1;
        return Math.min(wanted, sourceLine.length());
    }

    /** {@code file:line:column: message}, the source line and a caret under the column; no newline at the end. */
    public String render() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < caret(); i++) {
            pointer.append(sourceLine.charAt(i) == '\t' ? '\t' : ' ');
        }
        return file + ":" + line + ":" + column + ": " + message + "\n" + sourceLine + "\n" + pointer + "^";
    }
}
