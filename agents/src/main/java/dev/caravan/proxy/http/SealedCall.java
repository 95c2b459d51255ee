package dev.caravan.proxy.http;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request that names the function it is for in a header, sealed with the cluster's secret: how the control plane calls functions,
 * whether or not something routes to them. Thread-safe.
 */
public final class SealedCall {
    public static final String HEADER = "Caravan-Call";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    public SealedCall(String clusterSecret) {
        this.key = new SecretKeySpec(clusterSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The header's value for a function. */
    public String header(ObjectKey function) {
        return function.path() + " " + seal(function.path());
    }

    /** The function that a header's value names; empty if its seal is wrong. */
    Optional<ObjectKey> open(String value) {
        int space = value.indexOf(' ');
        int slash = value.indexOf('/');
        if (slash < 1 || space < slash) return Optional.empty();
        String path = value.substring(0, space);
        byte[] wanted = seal(path).getBytes(StandardCharsets.US_ASCII);
        boolean right = MessageDigest.isEqual(wanted, value.substring(space + 1).getBytes(StandardCharsets.US_ASCII));
        return right
                ? Optional.of(new ObjectKey(Kind.FUNCTION, path.substring(0, slash), path.substring(slash + 1)))
                : Optional.empty();
    }

    private String seal(String path) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(("call " + path).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
