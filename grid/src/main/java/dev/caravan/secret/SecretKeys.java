package dev.caravan.secret;

import dev.caravan.model.Secret.Sealed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that secret values are sealed with: AES-256 in Galois/counter mode, a random nonce for each value, bound to the
 * secret and the name that it is the value of, so that it cannot be passed off as another. The first key seals; all of them
 * open. Thread-safe.
 */
public final class SecretKeys {
    /** The file's name in a server's data directory. */
    public static final String FILE = "secret.keys";

    /** The environment variable that is taken before any file; lines are separated by commas. */
    public static final String VARIABLE = "CARAVAN_SECRET_KEYS";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SecretKey> keys;
    private final String current;
    private final SecureRandom random = new SecureRandom();

    private SecretKeys(Map<String, SecretKey> keys) {
        this.keys = keys;
        this.current = keys.keySet().iterator().next();
    }

    /**
     * Reads keys: lines {@code name:base64}, the first of which seals.
     *
     * @throws IllegalArgumentException saying which line is wrong; never with a key in it
     */
    public static SecretKeys parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("[\n,]")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] parts = line.strip().split(":", 2);
            byte[] bytes;
            try {
                bytes = parts.length == 2 ? Base64.getDecoder().decode(parts[1]) : new byte[0];
            } catch (IllegalArgumentException e) {
                bytes = new byte[0];
            }
            if (bytes.length != KEY_BYTES || keys.containsKey(parts[0])) {
                throw new IllegalArgumentException(
                        "line " + number + " of the secret keys should be NAME:KEY, each name" + " once, the key "
                                + KEY_BYTES + " bytes in base 64");
            }
            keys.put(parts[0], new SecretKeySpec(bytes, "AES"));
        }
        if (keys.isEmpty()) throw new IllegalArgumentException("there is no secret key");
        return new SecretKeys(keys);
    }

    /** A new key in the form of {@link #parse}. */
    public static String generate(String name) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return name + ":" + Base64.getEncoder().encodeToString(key) + "\n";
    }

    /** Reads a file, or makes it with one new key, for this user's eyes only. */
    public static SecretKeys readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, generate("k1"));
        }
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Seals a value. */
    public Sealed seal(String namespace, String secret, String name, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(current), nonce, namespace, secret, name);
            byte[] sealed = cipher.doFinal(value.getBytes(StandardCharsets.UTF_8));
            ByteBuffer both =
                    ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed);
            return new Sealed(current, Base64.getEncoder().encodeToString(both.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }

    /**
     * Opens a value.
     *
     * @throws IllegalStateException if its key is not here, or it is not what was sealed for this name
     */
    public String open(String namespace, String secret, String name, Sealed sealed) {
        SecretKey key = keys.get(sealed.key());
        if (key == null) {
            throw new IllegalStateException("secret " + namespace + "/" + secret + " is sealed with key '"
                    + sealed.key() + "', which this server does not have: add it to " + FILE);
        }
        byte[] both = Base64.getDecoder().decode(sealed.text());
        byte[] nonce = java.util.Arrays.copyOf(both, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, namespace, secret, name);
            return new String(cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "secret " + namespace + "/" + secret + " cannot be opened: key '" + sealed.key()
                            + "' is another here, or the value was altered",
                    e);
        }
    }

    /** Whether the value is sealed with the key that seals now. */
    public boolean isCurrent(Sealed sealed) {
        return sealed.key().equals(current);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String namespace, String secret, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((namespace + "/" + secret + "/" + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
