package dev.caravan.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Secret;
import dev.caravan.model.SecretRef;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenedSecretsTest {
    private static final ObjectKey POD = new ObjectKey(Kind.POD, "default", "web-0");

    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final SecretKeys keys = SecretKeys.parse(SecretKeys.generate("k1"));
    private final OpenedSecrets secrets = new OpenedSecrets(store, keys);

    private void commit(Change... changes) {
        store.commit(new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, List.of(changes)))
                .toCompletableFuture()
                .join();
    }

    private static Metadata named(String namespace, String name) {
        return Metadata.create(namespace, name, "uid-" + name, Instant.EPOCH);
    }

    private void podUsing(String reference) {
        Node.Spec node = new Node.Spec("127.0.0.1", 7401, 8080, "docker", 4000, 1L << 30, false, List.of());
        commit(Change.create(new Node(named("", "n1"), node, null)), Change.create(pod(POD.name(), 0, reference)));
    }

    private static Pod pod(String name, int slot, String reference) {
        ContainerSpec main = new ContainerSpec(
                "main",
                Optional.of("web:1"),
                Optional.empty(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                Map.of("DB_URL", SecretRef.parse(reference)));
        PodTemplate template = new PodTemplate(Map.of(), List.of(main), null, null);
        ObjectKey web = new ObjectKey(Kind.SERVICE, "default", "web");
        return new Pod(
                named("default", name),
                new Pod.Spec(web, "shop", "h", slot, 0, template, Optional.of("n1"), null),
                null);
    }

    private void secret(String namespace) {
        commit(Change.create(new Secret(
                named(namespace, "db"),
                new Secret.Spec(Map.of("url", keys.seal(namespace, "db", "url", "postgres://x"))))));
    }

    private Map<String, String> asked(String node) {
        return secrets.of(node, POD, "main").toCompletableFuture().join();
    }

    @Test
    void nodeOfThePodGetsWhatItsContainerUses() {
        podUsing("db/url");
        secret("default");
        assertThat(asked("n1")).isEqualTo(Map.of("DB_URL", "postgres://x"));
    }

    @Test
    void nobodyElseGetsIt() {
        podUsing("db/url");
        secret("default");
        assertThatThrownBy(() -> asked("n2")).hasMessageContaining("is not bound to node n2");
    }

    @Test
    void whatIsMissingIsNamedWithTheCommandThatSetsIt() {
        podUsing("db/url");
        assertThatThrownBy(() -> asked("n1"))
                .hasMessageContaining("there is no secret 'db': 'caravan secret set db url=…' sets it");
        commit(Change.create(pod("web-1", 1, "db/other")));
        secret("default");
        assertThatThrownBy(() -> secrets.of("n1", new ObjectKey(Kind.POD, "default", "web-1"), "main")
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("secret 'db' has no value 'other'");
    }
}
