package dev.caravan.script;

import dev.caravan.script.eval.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The components of Camel that scripts may name: those at hand, and those known to be in some jar. Immutable. */
public final class Components {
    private static final Map<String, String> KNOWN = known();

    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_DECODED = 5;
    private static final int HEXADECIMAL = 16;

    private static final Pattern CODE = Pattern.compile("%([0-9A-Fa-f]{2})");

    /** A value that names an object of the program or a class to make one of; Camel overlooks blanks and RAW before it. */
    private static final Pattern REFERENCE = Pattern.compile("=[\\s+]*(?:RAW[({][\\s+]*)?(#|bean:|class:)");

    private final Set<String> atHand;

    /** @param atHand schemes of the components in the connectors folder */
    public Components(Set<String> atHand) {
        this.atHand = Set.copyOf(atHand);
    }

    /**
     * What is wrong with the URI of an endpoint; empty if its component is at hand. What Camel would look up or make of parts
     * of the URI itself (properties and environment, beans and classes, expressions) is not a script's to ask for.
     */
    public Optional<String> problem(String uri) {
        if (uri.length() > MAX_LENGTH) return Optional.of("an endpoint has at most " + MAX_LENGTH + " characters");
        String meant = decoded(uri);
        for (String sign : List.of("{{", "${", "$simple{")) {
            if (meant.contains(sign)) return Optional.of("an endpoint cannot have '" + sign + "' in it");
        }
        Matcher reference = REFERENCE.matcher(meant);
        if (reference.find()) return Optional.of("an endpoint cannot have '=" + reference.group(1) + "' in it");
        int colon = uri.indexOf(':');
        if (colon < 1) return Optional.of("'" + uri + "' is no Camel endpoint: it wants 'component:name'");
        String scheme = uri.substring(0, colon);
        if (atHand.contains(scheme)) return Optional.empty();
        String jar = KNOWN.get(scheme);
        if (jar != null) {
            return Optional.of("the Camel component '" + scheme + "' is not here: it is in " + jar
                    + ".jar, to be put into the connectors folder with what it needs");
        }
        return Optional.of("there is no Camel component '" + scheme + "'" + Spelling.hint(scheme, KNOWN.keySet()));
    }

    /** As Camel reads it: it decodes before it looks for references, and would see those that hide behind a code. */
    private static String decoded(String uri) {
        String text = uri;
        for (int round = 0; round < MAX_DECODED; round++) {
            String next = CODE.matcher(text)
                    .replaceAll(code -> Matcher.quoteReplacement(
                            String.valueOf((char) Integer.parseInt(code.group(1), HEXADECIMAL))));
            if (next.equals(text)) break;
            text = next;
        }
        return text;
    }

    private static Map<String, String> known() {
        Properties jars = new Properties();
        try (InputStream in = Components.class.getResourceAsStream("camel-components.properties")) {
            jars.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the list of Camel's components", e);
        }
        Map<String, String> known = new TreeMap<>();
        jars.forEach((jar, schemes) -> {
            for (String scheme : schemes.toString().split(",")) known.put(scheme, jar.toString());
        });
        return known;
    }
}
