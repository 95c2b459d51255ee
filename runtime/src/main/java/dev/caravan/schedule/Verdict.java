package dev.caravan.schedule;

import java.util.Optional;

/** A filter's answer: fits, or the reason why not. */
public record Verdict(Optional<String> reason) {
    private static final Verdict FITS = new Verdict(Optional.empty());

    public static Verdict fits() {
        return FITS;
    }

    public static Verdict rejected(String reason) {
        return new Verdict(Optional.of(reason));
    }

    public boolean isFit() {
        return reason.isEmpty();
    }
}
