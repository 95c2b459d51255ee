package dev.caravan.proxy.link;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The link's opening lines. The server greets with {@code CARAVAN1 <challenge>}; the client asks with {@code <verb>
 * <params> <proof>}, the proof being an HMAC-SHA256 of challenge, verb and params under the cluster's secret; the server
 * answers {@code ok} or {@code error <text>}, and the rest is the stream. A challenge, and not a timestamp, so that clocks
 * may differ and a recorded opening is worth nothing.
 */
final class LinkAuth {
    static final String GREETING = "CARAVAN1 ";
    static final String OK = "ok";
    static final String ERROR = "error ";

    /** Longest opening line, in bytes. */
    static final int MAX_LINE = 8 * 1024;

    /** What a client asked for. */
    record Request(String verb, Map<String, String> params) {}

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    LinkAuth(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    static String challenge() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The line that asks, without its end. */
    String ask(String challenge, String verb, Map<String, String> params) {
        String encoded = encode(params);
        return verb + " " + encoded + " " + proof(challenge, verb, encoded);
    }

    /** What a line asks for; null if its proof is wrong or it is none. */
    Request check(String challenge, String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3) return null;
        byte[] wanted = proof(challenge, parts[0], parts[1]).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(wanted, parts[2].getBytes(StandardCharsets.US_ASCII))) return null;
        return new Request(parts[0], decode(parts[1]));
    }

    private String proof(String challenge, String verb, String params) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String signed = challenge + " " + verb + " " + params;
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private static String encode(Map<String, String> params) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(params).forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.isEmpty() ? "-" : text.toString();
    }

    private static Map<String, String> decode(String text) {
        Map<String, String> params = new LinkedHashMap<>();
        if (text.equals("-")) return params;
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 0) continue;
            params.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return params;
    }
}
