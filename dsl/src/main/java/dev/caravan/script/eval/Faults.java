package dev.caravan.script.eval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the faults of one compile; each place and message once. Confined to the compiling thread. */
public final class Faults {
    /** More are not told: a script with so many has one cause. */
    public static final int MAX = 100;

    private final Map<String, Fault> found = new LinkedHashMap<>();

    public void add(Fault fault) {
        if (fault.isSilent() || found.size() >= MAX) return;
        found.putIfAbsent(fault.spot().line() + ":" + fault.spot().column() + ":" + fault.getMessage(), fault);
    }

    public void add(Spot spot, String message) {
        add(Fault.at(spot, message));
    }

    public void addAll(Collection<Fault> faults) {
        faults.forEach(this::add);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the script. */
    public List<Fault> sorted() {
        List<Fault> sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparingInt((Fault f) -> f.spot().line())
                .thenComparingInt(f -> f.spot().column()));
        return sorted;
    }
}
