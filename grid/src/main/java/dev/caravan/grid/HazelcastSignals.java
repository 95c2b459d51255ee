package dev.caravan.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.query.Predicates;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.Signals;
import dev.caravan.store.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Signals as entries of two grid maps and the grid's own membership. */
public final class HazelcastSignals implements Signals {
    private static final String DEMAND = "caravan.demand";
    private static final String TABLES = "caravan.tables";
    private static final String TRAFFIC = "caravan.traffic";

    private final HazelcastInstance instance;
    private final Supplier<Set<String>> reachable;

    HazelcastSignals(HazelcastInstance instance, Supplier<Set<String>> reachable) {
        this.instance = instance;
        this.reachable = reachable;
    }

    @Override
    public void traffic(String node, Map<String, Traffic> byPod) {
        instance.<String, String>getMap(TRAFFIC).setAsync(node, Json.text(byPod));
    }

    @Override
    public Map<String, Map<String, Traffic>> traffic() {
        IMap<String, String> told = instance.getMap(TRAFFIC);
        Map<String, Map<String, Traffic>> found = new TreeMap<>();
        told.getAll(reachable.get()).forEach((node, text) -> {
            Map<String, Traffic> byPod = new TreeMap<>();
            Json.parse(text.getBytes(StandardCharsets.UTF_8))
                    .properties()
                    .forEach(pod -> byPod.put(pod.getKey(), Json.convert(pod.getValue(), Traffic.class)));
            found.put(node, byPod);
        });
        return found;
    }

    @Override
    public void demand(ObjectKey function, String node, Demand demand) {
        // Not awaited: an ingress must not be held up by the grid.
        demands().setAsync(function.path() + "@" + node, Json.text(demand));
    }

    @Override
    public Map<String, Demand> demandFor(ObjectKey function) {
        String prefix = function.path() + "@";
        Set<String> nodes = reachable.get();
        Map<String, Demand> found = new TreeMap<>();
        for (Map.Entry<String, String> entry : demands().entrySet(Predicates.like("__key", prefix + "%"))) {
            String node = entry.getKey().substring(prefix.length());
            if (nodes.contains(node)) found.put(node, Json.convert(entry.getValue(), Demand.class));
        }
        return found;
    }

    @Override
    public Subscription onDemand(Consumer<ObjectKey> wake) {
        IMap<String, String> map = demands();
        UUID id = map.addEntryListener(new DemandWaker(wake), false);
        return () -> map.removeEntryListener(id);
    }

    private record DemandWaker(Consumer<ObjectKey> wake)
            implements EntryAddedListener<String, String>, EntryUpdatedListener<String, String> {
        @Override
        public void entryAdded(EntryEvent<String, String> event) {
            told(event.getKey());
        }

        @Override
        public void entryUpdated(EntryEvent<String, String> event) {
            told(event.getKey());
        }

        private void told(String key) {
            String path = key.substring(0, key.lastIndexOf('@'));
            int slash = path.indexOf('/');
            wake.accept(new ObjectKey(Kind.FUNCTION, path.substring(0, slash), path.substring(slash + 1)));
        }
    }

    @Override
    public void tableApplied(String node, long revision) {
        tables().set(node, revision);
    }

    @Override
    public Map<String, Long> tablesApplied() {
        return new TreeMap<>(tables().getAll(tables().keySet()));
    }

    @Override
    public Set<String> reachableNodes() {
        return reachable.get();
    }

    @Override
    public Subscription onReachable(Runnable wake) {
        return GridMember.onMembership(instance, wake);
    }

    private IMap<String, String> demands() {
        return instance.getMap(DEMAND);
    }

    private IMap<String, Long> tables() {
        return instance.getMap(TABLES);
    }
}
