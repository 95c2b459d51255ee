package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whether the maps hold everything. A full projection leaves a marker in every partition; a partition that was lost lost its
 * marker too. So what is missing in the maps is never taken for something that nobody wants. Thread-safe.
 */
final class Wholeness {
    static final String MARKERS = "caravan.markers";

    private static final String KEY = "caravan.wholeness";

    private final HazelcastInstance instance;

    /** The data members with which all markers were seen: only when one of them leaves can a partition be lost. */
    private volatile Set<UUID> seenWhole = Set.of();

    private Wholeness(HazelcastInstance instance) {
        this.instance = instance;
    }

    /** One for each member of the grid. */
    static Wholeness of(HazelcastInstance instance) {
        return (Wholeness) instance.getUserContext().computeIfAbsent(KEY, key -> {
            Wholeness made = new Wholeness(instance);
            // The same members again, after others came and took a part of the data with them, are not the same.
            GridMember.onMembership(instance, () -> made.seenWhole = Set.of());
            return made;
        });
    }

    /** The members that hold data now. */
    Set<UUID> holders() {
        return instance.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .map(Member::getUuid)
                .collect(Collectors.toSet());
    }

    /** Whether nothing was lost as long as these members held the data. */
    boolean isWhole(Set<UUID> holders) {
        if (holders.equals(seenWhole)) return true;
        boolean whole = isWholeNow() && holders().equals(holders);
        if (whole) seenWhole = holders;
        return whole;
    }

    /** Asks every partition. */
    boolean isWholeNow() {
        return markers().size()
                == instance.getPartitionService().getPartitions().size();
    }

    /** Everything has been projected. */
    void mark() {
        PartitionService partitions = instance.getPartitionService();
        Map<String, Boolean> keys = new HashMap<>();
        Set<Integer> missing = partitions.getPartitions().stream()
                .map(Partition::getPartitionId)
                .collect(Collectors.toSet());
        for (int i = 0; !missing.isEmpty(); i++) {
            String key = "m" + i;
            if (missing.remove(partitions.getPartition(key).getPartitionId())) keys.put(key, true);
        }
        markers().putAll(keys);
    }

    private IMap<String, Boolean> markers() {
        return instance.getMap(MARKERS);
    }
}
