package dev.caravan.script.eval;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** The units that numbers can carry, such as {@code 30.seconds}; a Groovy extension module, so that editors know them. */
public final class Units {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1024);

    private Units() {}

    public static Duration getMillis(Number number) {
        return Duration.ofMillis(scaled(number, 1, "a duration"));
    }

    public static Duration getSeconds(Number number) {
        return Duration.ofMillis(scaled(number, 1000, "a duration"));
    }

    public static Duration getMinutes(Number number) {
        return Duration.ofMillis(scaled(number, 60_000, "a duration"));
    }

    public static Duration getHours(Number number) {
        return Duration.ofMillis(scaled(number, 3_600_000, "a duration"));
    }

    public static Duration getDays(Number number) {
        return Duration.ofMillis(scaled(number, 86_400_000, "a duration"));
    }

    public static Bytes getKb(Number number) {
        return new Bytes(scaled(number, 1L << 10, "an amount of memory"));
    }

    public static Bytes getMb(Number number) {
        return new Bytes(scaled(number, 1L << 20, "an amount of memory"));
    }

    public static Bytes getGb(Number number) {
        return new Bytes(scaled(number, 1L << 30, "an amount of memory"));
    }

    public static Cpu getMillicores(Number number) {
        return new Cpu(scaled(number, 1, "an amount of cpu"));
    }

    public static Cpu getCores(Number number) {
        return new Cpu(scaled(number, 1000, "an amount of cpu"));
    }

    public static Percent getPercent(Number number) {
        return new Percent((int) Math.min(Integer.MAX_VALUE, scaled(number, 1, "a percentage")));
    }

    private static long scaled(Number number, long factor, String what) {
        BigDecimal exact = new BigDecimal(number.toString()).multiply(BigDecimal.valueOf(factor));
        if (exact.signum() < 0) throw new IllegalArgumentException(what + " must be >= 0, was " + number);
        if (exact.compareTo(LARGEST) > 0) throw new IllegalArgumentException(what + " is too large");
        return exact.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
