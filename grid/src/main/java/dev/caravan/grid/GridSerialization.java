package dev.caravan.grid;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** The numbers under which the grid's own classes travel; a number is never given to another class. */
final class GridSerialization implements DataSerializableFactory {
    static final int FACTORY = 7400;
    static final int APPLY_IF_NEWER = 1;
    static final int SUBMIT = 2;
    static final int FENCE = 3;
    static final int REVEAL = 4;
    static final int ASK = 5;

    @Override
    public IdentifiedDataSerializable create(int typeId) {
        return switch (typeId) {
            case APPLY_IF_NEWER -> new ApplyIfNewer();
            case SUBMIT -> new Submit();
            case FENCE -> new Fence();
            case REVEAL -> new Reveal();
            case ASK -> new Ask();
            default -> throw new IllegalArgumentException("unknown type " + typeId);
        };
    }
}
