package dev.caravan.script.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** Messages on a stream: four bytes of length, then so many bytes. */
final class Frames {
    /** The longest message; a manifest of the largest app is well below. */
    static final int MAX_BYTES = 64 << 20;

    private Frames() {}

    static void write(DataOutputStream out, byte[] message) throws IOException {
        if (message.length > MAX_BYTES) {
            throw new IOException("a message of " + message.length + " bytes is longer than " + MAX_BYTES);
        }
        out.writeInt(message.length);
        out.write(message);
        out.flush();
    }

    /** @throws EOFException when the other side has gone */
    static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) throw new IOException("a message of " + length + " bytes");
        byte[] message = in.readNBytes(length);
        if (message.length < length) throw new EOFException();
        return message;
    }
}
