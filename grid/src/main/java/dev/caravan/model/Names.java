package dev.caravan.model;

import java.util.regex.Pattern;

/** The rule for names of apps, workloads, containers, nodes and namespaces: a DNS label, so that each is a host name. */
public final class Names {
    /** Longest name of an app or workload, in characters; leaves room for what pod names add. */
    public static final int MAX_LENGTH = 40;

    /** The namespace of objects that state none. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private Names() {}

    /** Whether the text can name an object that users create. */
    public static boolean isValid(String name) {
        return name != null
                && name.length() <= MAX_LENGTH
                && LABEL.matcher(name).matches();
    }

    /** What {@link #isValid} wants, for error messages. */
    public static String rule() {
        return "lower-case letters, digits and '-', starting and ending with a letter or digit, at most " + MAX_LENGTH
                + " characters";
    }
}
