package dev.caravan.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as flags state them: {@code 30s}, {@code 5m}, {@code 1h}, {@code 200ms}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    private Durations() {}

    static Duration parse(String flag, String text) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches()) {
            throw new Failure(Failure.USAGE, flag + " should be such as 30s, 5m or 1h, was '" + text + "'");
        }
        long number = Long.parseLong(m.group(1));
        String unit = m.group(2) == null ? "s" : m.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
