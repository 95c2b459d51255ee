package dev.caravan.reconcile;

import dev.caravan.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives new pods their slot and incarnation: the lowest slot that no wanted pod of the template holds. */
final class Slots {
    private final List<Pod> live;
    private final Map<String, Integer> lastIncarnation = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    Slots(Observation observed, Changes changes) {
        this.live = observed.pods().stream()
                .filter(pod -> pod.isLive() && !changes.isEnding(pod))
                .toList();
        for (Pod pod : observed.pods()) {
            String slot = slot(pod.spec().templateHash(), pod.spec().slot());
            lastIncarnation.merge(slot, pod.spec().incarnation(), Math::max);
        }
        live.forEach(pod -> taken.add(slot(pod.spec().templateHash(), pod.spec().slot())));
    }

    /** Wanted pods that these changes do not end. */
    List<Pod> live() {
        return live;
    }

    Changes.NewPod next(String hash) {
        int slot = 0;
        while (!taken.add(slot(hash, slot))) slot++;
        int incarnation = lastIncarnation.getOrDefault(slot(hash, slot), -1) + 1;
        lastIncarnation.put(slot(hash, slot), incarnation);
        return new Changes.NewPod(hash, slot, incarnation, java.util.Optional.empty());
    }

    private static String slot(String hash, int slot) {
        return hash + "/" + slot;
    }
}
