package dev.caravan.journal.raft;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How a snapshot begins: the members as of its index; the state machine's own form follows. */
public final class SnapshotHeader {
    private static final int MAX_BYTES = 1 << 20;

    private SnapshotHeader() {}

    public static void write(OutputStream out, Members members) throws IOException {
        byte[] bytes = members.encode();
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(bytes.length);
        data.write(bytes);
        data.flush();
    }

    /** Reads the members and leaves the stream where the state begins. */
    public static Members read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int length = data.readInt();
        if (length < 0 || length > MAX_BYTES) throw new IOException("a snapshot's members take " + length + " bytes");
        byte[] bytes = new byte[length];
        data.readFully(bytes);
        return Members.decode(bytes);
    }
}
