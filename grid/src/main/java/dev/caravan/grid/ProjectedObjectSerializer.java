package dev.caravan.grid;

import com.hazelcast.nio.serialization.FieldKind;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The grid's form of a {@link ProjectedObject}; its type name stays as it is whatever becomes of the class. Rule for changes:
 * fields are only ever added, never renamed, retyped or removed, and a reader takes a field that is not there for empty. So
 * members of neighbouring versions read each other's entries.
 */
final class ProjectedObjectSerializer implements CompactSerializer<ProjectedObject> {
    static final String TYPE = "caravan.object";

    /** The fields as SQL sees them. */
    static final Map<String, String> COLUMNS = columns();

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String text : List.of("namespace", "name", "kind", "app", "workload", "node", "phase")) {
            columns.put(text, "VARCHAR");
        }
        columns.put("ready", "BOOLEAN");
        columns.put("restarts", "INTEGER");
        columns.put("replicas", "INTEGER");
        for (String text : List.of("reason", "message", "address", "image")) columns.put(text, "VARCHAR");
        columns.put("cpuMillis", "BIGINT");
        columns.put("memoryBytes", "BIGINT");
        columns.put("created", "VARCHAR");
        columns.put("resourceVersion", "BIGINT");
        columns.put("json", "VARCHAR");
        return columns;
    }

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
                in.readString("json"),
                has(in, "ready", FieldKind.BOOLEAN) && in.readBoolean("ready"),
                has(in, "restarts", FieldKind.INT32) ? in.readInt32("restarts") : 0,
                has(in, "replicas", FieldKind.INT32) ? in.readInt32("replicas") : 0,
                text(in, "reason"),
                text(in, "message"),
                text(in, "address"),
                text(in, "image"),
                has(in, "cpuMillis", FieldKind.INT64) ? in.readInt64("cpuMillis") : 0,
                has(in, "memoryBytes", FieldKind.INT64) ? in.readInt64("memoryBytes") : 0,
                text(in, "created"));
    }

    private static boolean has(CompactReader in, String field, FieldKind kind) {
        return in.getFieldKind(field) == kind;
    }

    private static String text(CompactReader in, String field) {
        return has(in, field, FieldKind.STRING) ? in.readString(field) : "";
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
        out.writeBoolean("ready", object.ready());
        out.writeInt32("restarts", object.restarts());
        out.writeInt32("replicas", object.replicas());
        out.writeString("reason", object.reason());
        out.writeString("message", object.message());
        out.writeString("address", object.address());
        out.writeString("image", object.image());
        out.writeInt64("cpuMillis", object.cpuMillis());
        out.writeInt64("memoryBytes", object.memoryBytes());
        out.writeString("created", object.created());
    }

    @Override
    public String getTypeName() {
        return TYPE;
    }

    @Override
    public Class<ProjectedObject> getCompactClass() {
        return ProjectedObject.class;
    }
}
