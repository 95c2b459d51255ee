package dev.caravan.connect;

import dev.caravan.json.Json;
import dev.caravan.model.Config;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Keeps calls that failed to the last: the newest {@link #KEPT} of each name, as values of a config. Thread-safe. */
public final class DeadLetters {
    /** Letters of one name that are kept. */
    public static final int KEPT = 100;

    /** Characters of a letter's body that are kept. */
    public static final int MAX_BODY = 4_096;

    private static final int MAX_TRIES = 10;

    private final ClusterStore store;
    private final LongSupplier term;
    private final Supplier<String> uids;
    private final Clock clock;

    public DeadLetters(ClusterStore store, LongSupplier term, Supplier<String> uids, Clock clock) {
        this.store = store;
        this.term = term;
        this.uids = uids;
        this.clock = clock;
    }

    /**
     * Keeps a letter, and tells of it.
     *
     * @param name of the config; empty: it is only told of
     * @param trigger what the call came from
     */
    public CompletionStage<?> keep(Optional<String> name, ObjectKey function, String trigger, String body, String why) {
        return keep(name, function, trigger, body, why, 1);
    }

    private CompletionStage<?> keep(
            Optional<String> name, ObjectKey function, String trigger, String body, String why, int tries) {
        Instant now = clock.instant();
        List<Change> changes = new ArrayList<>();
        name.ifPresent(config -> changes.add(letter(config, function, trigger, body, why, now)));
        changes.add(Change.create(event(function, trigger, why, name, now)));
        return store.commit(new Batch(uids.get(), term.getAsLong(), changes))
                .handle((commit, failure) -> {
                    if (failure == null) return CompletableFuture.<Object>completedFuture(commit);
                    boolean again = StoreException.of(failure).reason() == StoreException.Reason.CONFLICT;
                    if (again && tries < MAX_TRIES) return keep(name, function, trigger, body, why, tries + 1);
                    return CompletableFuture.failedFuture(failure);
                })
                .thenCompose(done -> done);
    }

    private Change letter(String config, ObjectKey function, String trigger, String body, String why, Instant now) {
        Optional<Config> present = store.get(new ObjectKey(Kind.CONFIG, function.namespace(), config), Config.class);
        TreeMap<String, String> letters =
                new TreeMap<>(present.map(c -> c.spec().data()).orElse(Map.of()));
        String text = Json.object()
                .put("function", function.name())
                .put("trigger", trigger)
                .put("error", why)
                .put("body", body.length() > MAX_BODY ? body.substring(0, MAX_BODY) : body)
                .toString();
        letters.put(now + "-" + uids.get().substring(0, 8), text);
        while (letters.size() > KEPT) letters.pollFirstEntry();
        Metadata metadata = present.map(Config::metadata)
                .orElseGet(() -> Metadata.create(function.namespace(), config, uids.get(), now));
        Config changed = new Config(metadata, new Config.Spec(letters));
        return present.isPresent() ? Change.update(changed) : Change.create(changed);
    }

    private Event event(ObjectKey function, String trigger, String why, Optional<String> name, Instant now) {
        String uid = uids.get();
        String message = "by " + trigger + ": " + why
                + name.map(n -> "; kept in config/" + n).orElse("");
        return new Event(
                Metadata.create(
                        function.namespace(),
                        function.name() + "." + uid.replace("-", "").substring(0, 12),
                        uid,
                        now),
                new Event.Spec(function, Event.Severity.WARNING, "CallFailed", message, "driver", now));
    }
}
