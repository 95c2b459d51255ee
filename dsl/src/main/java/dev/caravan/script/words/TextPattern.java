package dev.caravan.script.words;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a script. It matches in time that grows with the text alone: the JDK's expressions go back and
 * try again, for years if they are asked to.
 */
final class TextPattern {
    private static final int MAX_LENGTH = 1000;

    /** Of the length and the counts in braces multiplied: each count repeats what is before it. */
    private static final int MAX_SIZE = 20_000;

    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{([0-9]*),?([0-9]*)}");

    private final Pattern pattern;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static TextPattern of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the pattern is longer than " + MAX_LENGTH + " characters");
        }
        long size = Math.max(1, text.length());
        var counts = COUNT.matcher(text);
        while (counts.find()) {
            String most = counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            size *= most.isEmpty() ? 1 : most.length() > 4 ? MAX_SIZE + 1 : Math.max(1, Integer.parseInt(most));
            if (size > MAX_SIZE) {
                throw new IllegalArgumentException("'" + text + "' repeats too much");
            }
        }
        try {
            return new TextPattern(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription());
        }
    }

    /** Whether the whole text matches. */
    boolean matches(String text) {
        return pattern.matches(text);
    }
}
