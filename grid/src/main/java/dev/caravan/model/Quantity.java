package dev.caravan.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of cpu and memory as people write them: {@code 500m}, {@code 1.5}; {@code 256mb}, {@code 2gb}, {@code 2Gi}. */
public final class Quantity {
    private static final Pattern CPU = Pattern.compile("(\\d+)m|(\\d+(?:\\.\\d{1,3})?)");
    private static final Pattern BYTES = Pattern.compile("(\\d+)(?:\\s*([kmgt])(?:i?b|i)?|b)?");

    private Quantity() {}

    /** Thousandths of a core. */
    public static long parseCpu(String text) {
        Matcher m = CPU.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!m.matches()) throw new IllegalArgumentException("'" + text + "' is no amount of cpu: write 500m or 1.5");
        return m.group(1) != null ? Long.parseLong(m.group(1)) : Math.round(Double.parseDouble(m.group(2)) * 1000);
    }

    /** Bytes; the units are powers of 1024, as Docker's are. */
    public static long parseBytes(String text) {
        Matcher m = BYTES.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!m.matches())
            throw new IllegalArgumentException("'" + text + "' is no amount of memory: write 256mb or 2gb");
        int shift = m.group(2) == null ? 0 : 10 * ("kmgt".indexOf(m.group(2)) + 1);
        return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
    }

    /** Such as {@code 500m} or {@code 2}. */
    public static String cpu(long millis) {
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : millis + "m";
    }

    /** Such as {@code 256mb}: the largest unit that leaves no remainder, from 10 of it on. */
    public static String bytes(long bytes) {
        String[] units = {"b", "kb", "mb", "gb", "tb"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value >= 1024 && (value % 1024 == 0 || value >= 10L * 1024)) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
