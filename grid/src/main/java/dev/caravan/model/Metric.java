package dev.caravan.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is measured of the pods that HTTP goes to through the ingress. */
public enum Metric {
    /** Responses from 500 on, and requests without any, among all requests: 0..1. */
    HTTP_ERROR_RATIO("http_error_ratio"),
    /** How long a response's head takes on the average, in milliseconds. */
    HTTP_LATENCY_MS("http_latency_ms"),
    /** Requests a second. */
    HTTP_REQUESTS_PER_SECOND("http_requests_per_second");

    private final String word;

    Metric(String word) {
        this.word = word;
    }

    /** As scripts say it, such as {@code http_error_ratio}. */
    public String word() {
        return word;
    }

    /** The metric that scripts call so. */
    public static Optional<Metric> parse(String word) {
        return Arrays.stream(values())
                .filter(metric -> metric.word.equals(word))
                .findFirst();
    }

    /** The words of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Metric::word).toList();
    }
}
