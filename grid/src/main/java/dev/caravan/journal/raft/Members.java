package dev.caravan.journal.raft;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who the members are; an entry of the log, so that all agree on it. In the order of their names, each name once. */
public record Members(List<Member> all) {
    public static final Members NONE = new Members(List.of());

    private static final int FORMAT = 1;

    public Members {
        all = all.stream().sorted(Comparator.comparing(Member::name)).toList();
        if (all.stream().map(Member::name).distinct().count() < all.size()) {
            throw new IllegalArgumentException("two members have one name: " + all);
        }
    }

    public Optional<Member> find(String name) {
        return all.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    public boolean isVoter(String name) {
        return find(name).map(Member::voter).orElse(false);
    }

    public List<Member> voters() {
        return all.stream().filter(Member::voter).toList();
    }

    /** How many voters are more than half of them. */
    public int majority() {
        return voters().size() / 2 + 1;
    }

    /** With one more member, or with this one in the place of the one of its name. */
    public Members with(Member member) {
        List<Member> changed = new ArrayList<>(without(member.name()).all);
        changed.add(member);
        return new Members(changed);
    }

    public Members without(String name) {
        return new Members(
                all.stream().filter(member -> !member.name().equals(name)).toList());
    }

    /** The form in the log and in snapshots. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeShort(all.size());
            for (Member member : all) {
                out.writeUTF(member.name());
                out.writeUTF(member.id());
                out.writeUTF(member.address());
                out.writeUTF(member.grid());
                out.writeBoolean(member.voter());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads {@link #encode} back.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public static Members decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException("members are written in form " + format + ", known is " + FORMAT);
            }
            List<Member> members = new ArrayList<>();
            int count = in.readShort();
            for (int i = 0; i < count; i++) {
                members.add(new Member(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean()));
            }
            return new Members(members);
        } catch (IOException e) {
            throw new IllegalArgumentException("members cannot be read: " + e, e);
        }
    }
}
