package dev.caravan.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts or removes entries of one map, each only if the map does not hold something newer, and none if the member has been told
 * of a later projection.
 */
final class ApplyIfNewer
        implements EntryProcessor<String, ProjectedObject, Object>, IdentifiedDataSerializable, HazelcastInstanceAware {
    /** The answer of a member that does not take this projection's writes. */
    static final String FENCED = "fenced";

    private static final long serialVersionUID = 1L;

    private long fence;
    private transient HazelcastInstance member;

    private transient Map<String, ProjectedObject> puts = new HashMap<>();
    private transient Map<String, Long> deletes = new HashMap<>();

    ApplyIfNewer() {}

    ApplyIfNewer(long fence) {
        this.fence = fence;
    }

    void put(String key, ProjectedObject object) {
        deletes.remove(key);
        puts.put(key, object);
    }

    void delete(String key, long revision) {
        puts.remove(key);
        deletes.put(key, revision);
    }

    java.util.Set<String> keys() {
        java.util.Set<String> keys = new java.util.HashSet<>(puts.keySet());
        keys.addAll(deletes.keySet());
        return keys;
    }

    @Override
    public Object process(Map.Entry<String, ProjectedObject> entry) {
        if (!Fence.admits(member, fence)) return FENCED;
        long held = entry.getValue() == null ? -1 : entry.getValue().resourceVersion();
        ProjectedObject put = puts.get(entry.getKey());
        if (put != null && put.resourceVersion() > held) {
            entry.setValue(put);
        } else if (deletes.getOrDefault(entry.getKey(), -1L) >= held && entry.getValue() != null) {
            entry.setValue(null);
        }
        return null;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public int getFactoryId() {
        return GridSerialization.FACTORY;
    }

    @Override
    public int getClassId() {
        return GridSerialization.APPLY_IF_NEWER;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(fence);
        out.writeInt(puts.size());
        for (Map.Entry<String, ProjectedObject> put : puts.entrySet()) {
            out.writeString(put.getKey());
            out.writeObject(put.getValue());
        }
        out.writeInt(deletes.size());
        for (Map.Entry<String, Long> delete : deletes.entrySet()) {
            out.writeString(delete.getKey());
            out.writeLong(delete.getValue());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        fence = in.readLong();
        int putCount = in.readInt();
        for (int i = 0; i < putCount; i++) puts.put(in.readString(), in.readObject());
        int deleteCount = in.readInt();
        for (int i = 0; i < deleteCount; i++) deletes.put(in.readString(), in.readLong());
    }
}
