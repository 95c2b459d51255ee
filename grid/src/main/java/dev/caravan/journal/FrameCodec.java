package dev.caravan.journal;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The form of frames: a version, the parts, and a code (HMAC-SHA-256, cut to 16 bytes) that only one who knows the cluster's
 * secret can make. Not thread-safe.
 */
final class FrameCodec {
    private static final int VERSION = 1;
    private static final int CODE_BYTES = 16;

    private final Mac mac;

    FrameCodec(String secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            byte[] key = ("caravan-journal/" + secret).getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** A growing buffer whose array can be used without a copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    byte[] encode(Frame frame) {
        Bytes bytes = new Bytes();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(frame.from());
            out.writeUTF(frame.id());
            out.writeInt(frame.parts().size());
            for (Part part : frame.parts()) write(out, part);
            mac.update(bytes.array(), 0, bytes.size());
            out.write(mac.doFinal(), 0, CODE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if it was not made with the cluster's secret, or is of another version
     */
    Frame decode(byte[] data, int offset, int length) {
        if (length <= CODE_BYTES) throw new IllegalArgumentException("a frame of " + length + " bytes is too short");
        mac.update(data, offset, length - CODE_BYTES);
        byte[] code = Arrays.copyOfRange(data, offset + length - CODE_BYTES, offset + length);
        if (!MessageDigest.isEqual(code, Arrays.copyOf(mac.doFinal(), CODE_BYTES))) {
            throw new IllegalArgumentException("a frame was not made with this cluster's secret");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data, offset, length - CODE_BYTES))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a frame is of version " + version + ", known is " + VERSION);
            }
            String from = in.readUTF();
            String id = in.readUTF();
            int count = in.readInt();
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) parts.add(read(in));
            return new Frame(from, id, parts);
        } catch (IOException e) {
            throw new IllegalArgumentException("a frame cannot be read: " + e, e);
        }
    }

    private static void write(DataOutputStream out, Part part) throws IOException {
        if (part instanceof Part.Agreement agreement) {
            write(out, agreement.message());
        } else if (part instanceof Part.Proposals proposals) {
            out.writeByte(20);
            out.writeInt(proposals.commands().size());
            for (byte[] command : proposals.commands()) bytes(out, command);
        } else if (part instanceof Part.TooBusy busy) {
            out.writeByte(21);
            out.writeUTF(busy.opId());
        } else if (part instanceof Part.Hello hello) {
            out.writeByte(22);
            write(out, hello.member());
            out.writeBoolean(hello.fresh());
            out.writeInt(hello.quorum());
            out.writeInt(hello.seen().size());
            for (String name : hello.seen()) out.writeUTF(name);
        } else if (part instanceof Part.NotMember not) {
            out.writeByte(23);
            out.writeUTF(not.known());
        } else if (part instanceof Part.MemberChange change) {
            out.writeByte(24);
            out.writeBoolean(change.add());
            out.writeUTF(change.name());
        }
    }

    private static void write(DataOutputStream out, Message message) throws IOException {
        if (message instanceof Message.AskVote m) {
            head(out, 1, m);
            out.writeLong(m.lastIndex());
            out.writeLong(m.lastTerm());
            out.writeBoolean(m.trial());
            out.writeBoolean(m.handover());
        } else if (message instanceof Message.Vote m) {
            head(out, 2, m);
            out.writeBoolean(m.granted());
            out.writeBoolean(m.trial());
        } else if (message instanceof Message.Append m) {
            head(out, 3, m);
            out.writeLong(m.previousIndex());
            out.writeLong(m.previousTerm());
            out.writeLong(m.commit());
            out.writeInt(m.entries().size());
            for (Entry entry : m.entries()) {
                out.writeLong(entry.term());
                out.writeByte(entry.type().ordinal());
                bytes(out, entry.payload());
            }
        } else if (message instanceof Message.Appended m) {
            head(out, 4, m);
            out.writeBoolean(m.matched());
            out.writeLong(m.index());
            out.writeLong(m.applied());
        } else if (message instanceof Message.Install m) {
            head(out, 5, m);
            out.writeLong(m.index());
            out.writeLong(m.snapshotTerm());
            out.writeLong(m.offset());
            bytes(out, m.chunk());
            out.writeBoolean(m.last());
        } else if (message instanceof Message.Installed m) {
            head(out, 6, m);
            out.writeLong(m.index());
            out.writeLong(m.offset());
        } else if (message instanceof Message.TakeOver m) {
            head(out, 7, m);
        }
    }

    private static void head(DataOutputStream out, int type, Message message) throws IOException {
        out.writeByte(type);
        out.writeLong(message.term());
    }

    private static void write(DataOutputStream out, Member member) throws IOException {
        out.writeUTF(member.name());
        out.writeUTF(member.id());
        out.writeUTF(member.address());
        out.writeUTF(member.grid());
        out.writeBoolean(member.voter());
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Part read(DataInputStream in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case 20 -> {
                int count = in.readInt();
                List<byte[]> commands = new ArrayList<>();
                for (int i = 0; i < count; i++) commands.add(bytes(in));
                yield new Part.Proposals(commands);
            }
            case 21 -> new Part.TooBusy(in.readUTF());
            case 22 -> hello(in);
            case 23 -> new Part.NotMember(in.readUTF());
            case 24 -> new Part.MemberChange(in.readBoolean(), in.readUTF());
            default -> new Part.Agreement(message(in, type));
        };
    }

    private static Part hello(DataInputStream in) throws IOException {
        Member member = new Member(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean());
        boolean fresh = in.readBoolean();
        int quorum = in.readInt();
        int count = in.readInt();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < count; i++) seen.add(in.readUTF());
        return new Part.Hello(member, fresh, quorum, seen);
    }

    private static Message message(DataInputStream in, int type) throws IOException {
        long term = in.readLong();
        return switch (type) {
            case 1 -> new Message.AskVote(term, in.readLong(), in.readLong(), in.readBoolean(), in.readBoolean());
            case 2 -> new Message.Vote(term, in.readBoolean(), in.readBoolean());
            case 3 -> append(in, term);
            case 4 -> new Message.Appended(term, in.readBoolean(), in.readLong(), in.readLong());
            case 5 ->
                new Message.Install(term, in.readLong(), in.readLong(), in.readLong(), bytes(in), in.readBoolean());
            case 6 -> new Message.Installed(term, in.readLong(), in.readLong());
            case 7 -> new Message.TakeOver(term);
            default -> throw new IOException("unknown part " + type);
        };
    }

    private static Message append(DataInputStream in, long term) throws IOException {
        long previous = in.readLong();
        long previousTerm = in.readLong();
        long commit = in.readLong();
        int count = in.readInt();
        List<Entry> entries = new ArrayList<>(Math.min(count, 4_096));
        for (int i = 0; i < count; i++) {
            long entryTerm = in.readLong();
            Entry.Type type = Entry.Type.values()[in.readByte()];
            entries.add(new Entry(previous + 1 + i, entryTerm, type, bytes(in)));
        }
        return new Message.Append(term, previous, previousTerm, entries, commit);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) throw new IOException("a piece of " + length + " bytes is cut off");
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
