package dev.caravan.script.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the brackets of a script, so that one that is missing is told where it opens and not where the script ends, and
 * how deep the script is nested: in brackets, and in {@code if}, {@code else} and {@code for} without braces.
 */
final class Brackets {
    private static final Map<String, String> CLOSES = Map.of("(", ")", "{", "}", "[", "]", "?[", "]", "${", "}");

    /**
     * A bracket that is open.
     *
     * @param word the word that it belongs to; may be empty
     * @param indent the first column of its line
     * @param heads how many statements around it have no end yet
     */
    private record Open(String bracket, String word, Spot spot, int indent, int heads) {}

    private static final Set<String> HEADS = Set.of("if", "else", "for");

    private final int firstLine;
    private final Deque<Open> open = new ArrayDeque<>();
    private String word = "";
    private int indent;
    private boolean lineStarts = true;
    private boolean afterHead;
    private int heads;
    private Open suspect;

    Brackets(int firstLine) {
        this.firstLine = firstLine;
    }

    int depth() {
        return open.size() + heads;
    }

    void newLine() {
        lineStarts = true;
        word = "";
        if (!afterHead) endStatement();
    }

    private void endStatement() {
        heads = open.isEmpty() ? 0 : open.peek().heads();
    }

    /** Looks at a token; says what is wrong with it if it closes what is not open. */
    Optional<Fault> see(String text, String kind, Spot spot) {
        boolean first = lineStarts;
        if (first) indent = spot.column();
        lineStarts = false;
        if (HEADS.contains(text)) {
            heads++;
            word = text;
            afterHead = text.equals("else");
            return Optional.empty();
        }
        afterHead = false;
        if (text.equals(";")) endStatement();
        if (CLOSES.containsKey(text)) {
            open(text, spot);
        } else if (text.equals(")") || text.equals("]") || text.equals("}")) {
            return close(text, spot, first);
        } else if (kind.endsWith("Identifier")) {
            word = text;
        }
        return Optional.empty();
    }

    void open(String bracket, Spot spot) {
        open.push(new Open(bracket, word, spot, indent, heads));
        word = "";
    }

    private Optional<Fault> close(String bracket, Spot spot, boolean first) {
        if (open.isEmpty()) return Optional.of(Fault.at(spot, "this '" + bracket + "' closes nothing"));
        Open last = open.pop();
        if (!CLOSES.get(last.bracket()).equals(bracket)) {
            boolean opened =
                    open.stream().anyMatch(each -> CLOSES.get(each.bracket()).equals(bracket));
            return Optional.of(opened ? unclosed(last) : Fault.at(spot, "this '" + bracket + "' closes nothing"));
        }
        boolean astray = first && last.spot().line() != spot.line() && last.indent() != spot.column();
        if (astray && suspect == null) suspect = last;
        word = last.word();
        afterHead = HEADS.contains(word);
        if (bracket.equals("}")) endStatement();
        return Optional.empty();
    }

    /**
     * The bracket that lacks its end, once all was seen. The last bracket always finds one, perhaps that of another: where
     * the columns of a pair differ, it was the first of them that was forgotten.
     */
    Optional<Fault> unclosed() {
        if (open.isEmpty()) return Optional.empty();
        return Optional.of(unclosed(suspect != null ? suspect : open.peek()));
    }

    private Fault unclosed(Open bracket) {
        String of = bracket.word().isEmpty() ? "" : " of " + bracket.word();
        return Fault.at(
                bracket.spot(),
                "the '" + bracket.bracket() + "'" + of + " in line "
                        + (bracket.spot().line() - firstLine + 1) + " is never closed");
    }
}
