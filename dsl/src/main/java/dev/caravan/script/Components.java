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

/** The components of Camel that scripts may name: those at hand, and those known to be in some jar. Immutable. */
public final class Components {
    private static final Map<String, String> KNOWN = known();

    private static final int MAX_LENGTH = 4_000;

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
        for (String sign : List.of("{{", "${", "$simple{", "=#", "=bean:", "=class:")) {
            if (uri.contains(sign)) return Optional.of("an endpoint cannot have '" + sign + "' in it");
        }
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
