package dev.caravan.store;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Quantity;
import dev.caravan.model.Quota;
import dev.caravan.model.Resource;
import dev.caravan.store.StoreException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each namespace holds, kept in step with the state so that a quota is checked without looking at every object. */
final class QuotaUsage {
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";

    /** Amounts by what they are of, by namespace. */
    private final Map<String, Map<String, Long>> used = new HashMap<>();

    private final Map<String, TreeMap<String, Quota>> quotas = new HashMap<>();

    void clear() {
        used.clear();
        quotas.clear();
    }

    void replace(Resource before, Resource after) {
        if (before != null) add(before, -1, used);
        if (after != null) add(after, 1, used);
        if (before instanceof Quota quota) {
            quotas.getOrDefault(quota.metadata().namespace(), new TreeMap<>())
                    .remove(quota.metadata().name());
        }
        if (after instanceof Quota quota) {
            quotas.computeIfAbsent(quota.metadata().namespace(), key -> new TreeMap<>())
                    .put(quota.metadata().name(), quota);
        }
    }

    private static void add(Resource resource, int sign, Map<String, Map<String, Long>> sums) {
        if (!resource.kind().isNamespaced() || resource.kind() == Kind.EVENT) return;
        Map<String, Long> of = sums.computeIfAbsent(resource.metadata().namespace(), key -> new TreeMap<>());
        if (resource instanceof Pod pod) {
            // One that has ended takes nothing any more, and is forgotten soon.
            if (pod.status().phase().isTerminal()) return;
            of.merge(CPU, sign * pod.spec().template().requests().cpuMillis(), Long::sum);
            of.merge(MEMORY, sign * pod.spec().template().requests().memoryBytes(), Long::sum);
        }
        of.merge(resource.kind().plural(), (long) sign, Long::sum);
    }

    /** What a namespace holds of something, in thousandths of a cpu, bytes or objects. */
    long used(String namespace, String what) {
        return used.getOrDefault(namespace, Map.of()).getOrDefault(what, 0L);
    }

    /** Refuses a commit that asks for more than a quota leaves; one that asks for less passes, however much is used. */
    void check(Map<ObjectKey, Optional<Resource>> staged, StateView present) {
        if (quotas.isEmpty()) return;
        Map<String, Map<String, Long>> added = new TreeMap<>();
        staged.forEach((key, after) -> {
            if (!quotas.containsKey(key.namespace())) return;
            present.get(key).ifPresent(before -> add(before, -1, added));
            after.ifPresent(resource -> add(resource, 1, added));
        });
        added.forEach((namespace, sums) -> quotas.get(namespace)
                .values()
                .forEach(quota -> sums.forEach((what, more) -> check(quota, what, more))));
    }

    private void check(Quota quota, String what, long more) {
        Optional<Long> limit = quota.spec().limit(what);
        if (more <= 0 || limit.isEmpty()) return;
        long has = used(quota.metadata().namespace(), what);
        if (has + more <= limit.get()) return;
        throw new StoreException(
                Reason.QUOTA_EXCEEDED,
                quota.key() + " allows " + text(what, limit.get()) + " of " + what + ": " + text(what, has) + " used, "
                        + text(what, more) + " more wanted");
    }

    /** An amount as users write it. */
    static String text(String what, long amount) {
        return switch (what) {
            case CPU -> Quantity.cpu(amount);
            case MEMORY -> Quantity.bytes(amount);
            default -> Long.toString(amount);
        };
    }
}
