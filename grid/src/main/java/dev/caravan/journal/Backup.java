package dev.caravan.journal;

import dev.caravan.model.Kind;
import dev.caravan.model.Resource;
import dev.caravan.store.ClusterState;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A backup: what was declared, at one revision. Pods, nodes and events are not in it, for they are what a cluster makes of that
 * anew. Secrets are in it as they are in the journal: sealed. Form: magic, format, the state, CRC32C of all that.
 */
public final class Backup {
    private static final int MAGIC = 0x4356424b; // CVBK
    private static final int FORMAT = 1;
    private static final Set<Kind> LEFT_OUT = Set.of(Kind.POD, Kind.NODE, Kind.EVENT);

    private Backup() {}

    /** Whether objects of a kind are in backups. */
    public static boolean holds(Kind kind) {
        return !LEFT_OUT.contains(kind);
    }

    /** Writes a journal's state as it is now; the journal goes on meanwhile. */
    public static void write(Journal journal, OutputStream to) throws IOException {
        Journal.Snapshot snapshot = journal.snapshot();
        List<Resource> objects =
                snapshot.objects().stream().filter(r -> holds(r.kind())).toList();
        CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32C());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        StateForm.write(out, new ClusterState.Image(snapshot.revision(), 0, "", objects, Map.of()));
        out.flush();
        DataOutputStream end = new DataOutputStream(to);
        end.writeInt((int) checked.getChecksum().getValue());
        end.flush();
    }

    /**
     * Reads a backup whole.
     *
     * @throws IllegalArgumentException if a single bit of it is not as it was written
     */
    public static List<Resource> read(byte[] bytes) {
        if (bytes.length < 12)
            throw new IllegalArgumentException("this is no backup: it has " + bytes.length + " bytes");
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - 4));
                DataInputStream end = new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - 4, 4))) {
            if (in.readInt() != MAGIC) throw new IllegalArgumentException("this is no backup");
            if (end.readInt() != (int) crc.getValue()) {
                throw new IllegalArgumentException("the backup is damaged: its checksum differs");
            }
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IllegalArgumentException("the backup is in form " + format + ", known is " + FORMAT);
            }
            return List.copyOf(StateForm.read(in).objects());
        } catch (IOException e) {
            throw new IllegalArgumentException("the backup cannot be read: " + e.getMessage(), e);
        }
    }
}
