package dev.caravan.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.Config;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Trigger;
import dev.caravan.store.Batch;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.Query;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserEndpointsTest {
    private static final ObjectKey THUMB = new ObjectKey(Kind.FUNCTION, "default", "thumb");

    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
    private final Connectors connectors = Connectors.in(Path.of("target/connectors"));
    private final UserEndpoints endpoints = new UserEndpoints(
            connectors,
            (function, body, key) -> {
                bodies.add(new String(body, StandardCharsets.UTF_8));
                keys.add(key);
                CompletableFuture<String> answer = new CompletableFuture<>();
                answers.add(answer);
                return answer;
            },
            new DeadLetters(store, () -> Batch.NO_TERM, () -> UUID.randomUUID().toString(), Clock.systemUTC()));

    @AfterEach
    void close() {
        endpoints.close();
    }

    private void listen(Trigger.Camel... triggers) {
        endpoints.listen(THUMB, List.of(triggers));
        await().until(() -> endpoints.listening().size() == triggers.length);
    }

    private static Trigger.Camel seda(int retries, String deadLetter) {
        return new Trigger.Camel("seda:uploads", retries, Optional.ofNullable(deadLetter));
    }

    private void send(String body) {
        endpoints
                .send("seda:uploads?waitForTaskToComplete=Never", body, Map.of())
                .toCompletableFuture()
                .join();
    }

    @Test
    void folderSaysWhatItsJarsHave() {
        assertThat(connectors.schemes()).containsExactly("seda");
        assertThat(Connectors.in(Path.of("target/no-such-folder")).schemes()).isEmpty();
    }

    @Test
    void messagesBecomeCallsOneAfterTheOther() {
        listen(seda(0, null));
        send("cat");
        send("dog");
        await().until(() -> bodies.size() == 1);
        assertThat(bodies).containsExactly("cat");

        answers.get(0).complete("done");

        await().until(() -> bodies.size() == 2);
        assertThat(bodies).containsExactly("cat", "dog");
        answers.get(1).complete("done");
    }

    @Test
    void failedCallIsRepeatedWithItsKeyThenKeptAsADeadLetter() {
        listen(seda(1, "uploads-dead"));
        send("cat");
        await().until(() -> answers.size() == 1);
        answers.get(0).completeExceptionally(new FunctionCalls.CallFailed("thumb answered 500"));
        await().until(() -> answers.size() == 2);
        answers.get(1).completeExceptionally(new FunctionCalls.CallFailed("thumb answered 502"));

        ObjectKey config = new ObjectKey(Kind.CONFIG, "default", "uploads-dead");
        await().until(() -> store.get(config).isPresent());
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        Config kept = store.get(config, Config.class).orElseThrow();
        assertThat(kept.spec().data().values())
                .singleElement()
                .asString()
                .contains("\"function\":\"thumb\"", "thumb answered 502", "\"body\":\"cat\"");
        assertThat(store.list(Query.of(Kind.EVENT), Event.class))
                .singleElement()
                .extracting(e -> e.spec().reason())
                .isEqualTo("CallFailed");
    }

    @Test
    void whatIsNotWantedAnyMoreStopsListening() {
        listen(seda(0, null));
        endpoints.listen(THUMB, List.of());
        await().until(() -> endpoints.listening().isEmpty());

        listen(seda(0, null));
        endpoints.listenOnlyFor(Set.of());
        await().until(() -> endpoints.listening().isEmpty());
    }

    @Test
    void endpointThatCannotBeStartedIsToldAndKeepsNoOtherFromListening() {
        endpoints.listen(THUMB, List.of(new Trigger.Camel("seda:a?size=many", 0, Optional.empty()), seda(0, null)));
        await().until(() -> endpoints.problem(THUMB).isPresent());
        assertThat(endpoints.problem(THUMB).orElseThrow()).contains("seda:a?size=many");
        assertThat(endpoints.listening()).hasSize(1);

        listen(seda(0, null));
        await().until(() -> endpoints.problem(THUMB).isEmpty());
    }

    @Test
    void whatTheFolderDoesNotHaveCannotBeSentTo() {
        assertThatThrownBy(() -> endpoints
                        .send("file:/tmp/x", "", Map.of())
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("it is in camel-file.jar");
        assertThatThrownBy(() -> endpoints
                        .send("seda:{{env:HOME}}", "", Map.of())
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("cannot have '{{' in it");
    }

    @Test
    void classThatATriggerNamesIsNotMade() {
        String uri = "seda:a?queueFactory=%23class:org.apache.camel.component.seda.PriorityBlockingQueueFactory";
        endpoints.listen(THUMB, List.of(new Trigger.Camel(uri, 0, Optional.empty())));

        await().until(() -> endpoints.problem(THUMB).isPresent());
        assertThat(endpoints.problem(THUMB).orElseThrow()).contains("cannot have '=#' in it");
        assertThat(endpoints.listening()).isEmpty();
    }
}
