package dev.caravan.script.words;

/** A text that can be looked at so often and no more: a regular expression of a script must come to an end. */
final class BoundedText implements CharSequence {
    private static final int MAX_LOOKS = 1_000_000;

    /** The matching looked too often. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int looks;

    BoundedText(String text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++looks > MAX_LOOKS) throw new TooLong();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
