package dev.caravan.grid;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;

/** The grid's form of a {@link ProjectedObject}; its type name stays as it is whatever becomes of the class. */
final class ProjectedObjectSerializer implements CompactSerializer<ProjectedObject> {
    @Override
    public ProjectedObject read(CompactReader in) {
        return new ProjectedObject(
                in.readString("namespace"),
                in.readString("name"),
                in.readString("kind"),
                in.readString("app"),
                in.readString("workload"),
                in.readString("node"),
                in.readString("phase"),
                in.readInt64("resourceVersion"),
                in.readString("json"));
    }

    @Override
    public void write(CompactWriter out, ProjectedObject object) {
        out.writeString("namespace", object.namespace());
        out.writeString("name", object.name());
        out.writeString("kind", object.kind());
        out.writeString("app", object.app());
        out.writeString("workload", object.workload());
        out.writeString("node", object.node());
        out.writeString("phase", object.phase());
        out.writeInt64("resourceVersion", object.resourceVersion());
        out.writeString("json", object.json());
    }

    @Override
    public String getTypeName() {
        return "caravan.object";
    }

    @Override
    public Class<ProjectedObject> getCompactClass() {
        return ProjectedObject.class;
    }
}
