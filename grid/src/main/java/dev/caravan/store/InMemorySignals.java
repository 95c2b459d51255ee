package dev.caravan.store;

import dev.caravan.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Signals within one process: for tests and simulation, where nodes are made reachable by hand. */
public final class InMemorySignals implements Signals {
    private final Map<ObjectKey, Map<String, Demand>> demands = new ConcurrentHashMap<>();
    private final Map<String, Long> tables = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Traffic>> traffic = new ConcurrentHashMap<>();
    private final Set<String> reachable = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ObjectKey>> demandListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> reachableListeners = new CopyOnWriteArrayList<>();

    @Override
    public void traffic(String node, Map<String, Traffic> byPod) {
        traffic.put(node, Map.copyOf(byPod));
    }

    @Override
    public Map<String, Map<String, Traffic>> traffic() {
        Map<String, Map<String, Traffic>> found = new TreeMap<>(traffic);
        found.keySet().retainAll(reachable);
        return found;
    }

    @Override
    public void demand(ObjectKey function, String node, Demand demand) {
        demands.computeIfAbsent(function, key -> new ConcurrentHashMap<>()).put(node, demand);
        demandListeners.forEach(listener -> listener.accept(function));
    }

    @Override
    public Map<String, Demand> demandFor(ObjectKey function) {
        Map<String, Demand> found = new TreeMap<>(demands.getOrDefault(function, Map.of()));
        found.keySet().retainAll(reachable);
        return found;
    }

    @Override
    public Subscription onDemand(Consumer<ObjectKey> wake) {
        demandListeners.add(wake);
        return () -> demandListeners.remove(wake);
    }

    @Override
    public void tableApplied(String node, long revision) {
        tables.merge(node, revision, Math::max);
    }

    @Override
    public Map<String, Long> tablesApplied() {
        return new TreeMap<>(tables);
    }

    @Override
    public Set<String> reachableNodes() {
        return Set.copyOf(reachable);
    }

    @Override
    public Subscription onReachable(Runnable wake) {
        reachableListeners.add(wake);
        return () -> reachableListeners.remove(wake);
    }

    /** Makes a node reachable, or not. */
    public void reachable(String node, boolean is) {
        boolean changed = is ? reachable.add(node) : reachable.remove(node);
        if (changed) reachableListeners.forEach(Runnable::run);
    }
}
