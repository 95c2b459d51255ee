package dev.caravan.model;

/**
 * Names a value of a secret. The value itself is in no manifest, plan, log or pod object: the pod's agent asks for it.
 *
 * @param secret the secret's name, in the namespace of who refers to it
 * @param key the value's name in the secret
 */
public record SecretRef(String secret, String key) {
    public SecretRef {
        if (!Names.isValid(secret)) {
            throw new IllegalArgumentException(
                    "'" + secret + "' cannot be the name of a secret: it wants " + Names.rule());
        }
        if (key.isEmpty()) throw new IllegalArgumentException("the value of secret '" + secret + "' needs a name");
    }

    /** Reads {@code secret/key}. */
    public static SecretRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no value of a secret: write 'SECRET/VALUE', such as 'db/password'");
        }
        return new SecretRef(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return secret + "/" + key;
    }
}
