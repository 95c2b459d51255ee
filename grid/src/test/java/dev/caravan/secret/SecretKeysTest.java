package dev.caravan.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Secret.Sealed;
import org.junit.jupiter.api.Test;

class SecretKeysTest {
    private final String first = SecretKeys.generate("k1");

    @Test
    void sealedValueOpensAgainAndShowsNothing() {
        SecretKeys keys = SecretKeys.parse(first);
        Sealed sealed = keys.seal("default", "db", "password", "hunter2");
        assertThat(sealed.toString()).doesNotContain("hunter2");
        assertThat(keys.open("default", "db", "password", sealed)).isEqualTo("hunter2");
        assertThat(keys.seal("default", "db", "password", "hunter2")).isNotEqualTo(sealed);
    }

    @Test
    void valueOfOneSecretIsNoneOfAnother() {
        SecretKeys keys = SecretKeys.parse(first);
        Sealed sealed = keys.seal("default", "db", "password", "hunter2");
        assertThatThrownBy(() -> keys.open("default", "web", "password", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void newKeySealsAndTheOldOneStillOpens() {
        Sealed old = SecretKeys.parse(first).seal("default", "db", "password", "hunter2");
        SecretKeys both = SecretKeys.parse(SecretKeys.generate("k2") + first);
        assertThat(both.open("default", "db", "password", old)).isEqualTo("hunter2");
        assertThat(both.isCurrent(old)).isFalse();
        Sealed renewed = both.seal("default", "db", "password", "hunter2");
        assertThat(renewed.key()).isEqualTo("k2");
        assertThatThrownBy(() -> SecretKeys.parse(first).open("default", "db", "password", renewed))
                .hasMessageContaining("key 'k2'");
    }

    @Test
    void faultyKeyIsNamedByItsLineAndNotShown() {
        assertThatThrownBy(() -> SecretKeys.parse(first + "k2:notakey"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2 of the secret keys")
                .hasMessageNotContaining("notakey");
    }
}
