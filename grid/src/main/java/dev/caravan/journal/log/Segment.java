package dev.caravan.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of consecutive entries. It is filled with zeros when it is made, so that a sync has no length to write; where its
 * entries end, zeros follow.
 *
 * <p>Form: magic, format, first index, term of the entry before, CRC32C of these; then entries: CRC32C, payload length,
 * index, term, type, payload. An entry's CRC32C covers all that follows it.
 */
final class Segment implements AutoCloseable {
    static final int HEADER_BYTES = 28;
    static final int RECORD_BYTES = 25;

    private static final int MAGIC = 0x4356534c; // CVSL
    private static final int FORMAT = 1;
    private static final int FILL_BYTES = 1 << 20;
    private static final int MAX_PAYLOAD = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long first;
    private final long previousTerm;
    private long[] offsets = new long[256];
    private long[] terms = new long[256];
    private int count;
    private long end = HEADER_BYTES;
    private long capacity;

    private Segment(Path file, FileChannel channel, long first, long previousTerm) {
        this.file = file;
        this.channel = channel;
        this.first = first;
        this.previousTerm = previousTerm;
    }

    static Path file(Path directory, long first) {
        return directory.resolve(String.format("log-%019d", first));
    }

    static Segment create(Path directory, long first, long previousTerm, long capacity) throws IOException {
        Path file = file(directory, first);
        Path made = directory.resolve("log.new");
        FileChannel channel = FileChannel.open(
                made,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Segment segment = new Segment(file, channel, first, previousTerm);
            segment.write(header(first, previousTerm), 0);
            segment.fill(capacity);
            channel.force(true);
            Files.move(made, file);
            Disk.syncDirectory(directory);
            return segment;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static ByteBuffer header(long first, long previousTerm) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(FORMAT).putLong(first).putLong(previousTerm);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).flip();
    }

    /** Opens a segment for {@link #read}. */
    static Segment open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        channel.read(header, 0);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, HEADER_BYTES - 4);
        boolean whole = header.position() == HEADER_BYTES
                && header.getInt(0) == MAGIC
                && header.getInt(HEADER_BYTES - 4) == (int) crc.getValue();
        if (!whole) throw new StorageException(file + " is damaged at its beginning");
        if (header.getInt(4) != FORMAT) {
            throw new StorageException(file + " is in form " + header.getInt(4) + ", known is " + FORMAT);
        }
        Segment segment = new Segment(file, channel, header.getLong(8), header.getLong(16));
        segment.capacity = channel.size();
        return segment;
    }

    /**
     * Finds the entries.
     *
     * @return the offset behind the last whole one
     */
    long read() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) channel.size());
        readFully(all, 0);
        int offset = HEADER_BYTES;
        while (true) {
            long term = termOfWhole(all, offset, first + count);
            if (term < 0) break;
            note(offset, term);
            offset += RECORD_BYTES + all.getInt(offset + 4);
        }
        end = offset;
        return end;
    }

    /** The term of the entry at an offset; -1 if it is not that entry, or not whole. */
    private static long termOfWhole(ByteBuffer all, int offset, long index) {
        if (offset + RECORD_BYTES > all.limit()) return -1;
        int length = all.getInt(offset + 4);
        if (length < 0 || length > MAX_PAYLOAD || offset + RECORD_BYTES + length > all.limit()) return -1;
        if (all.getLong(offset + 8) != index) return -1;
        CRC32C crc = new CRC32C();
        crc.update(all.slice(offset + 4, RECORD_BYTES - 4 + length));
        return (int) crc.getValue() == all.getInt(offset) ? all.getLong(offset + 16) : -1;
    }

    private void note(long offset, long term) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            terms = Arrays.copyOf(terms, 2 * count);
        }
        offsets[count] = offset;
        terms[count] = term;
        count++;
    }

    private void fill(long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(FILL_BYTES);
        for (long at = channel.size(); at < size; ) {
            zeros.clear().limit((int) Math.min(FILL_BYTES, size - at));
            at += write(zeros, at);
        }
        capacity = Math.max(size, channel.size());
    }

    private long write(ByteBuffer bytes, long at) throws IOException {
        long written = 0;
        while (bytes.hasRemaining()) written += channel.write(bytes, at + written);
        return written;
    }

    Path path() {
        return file;
    }

    long first() {
        return first;
    }

    long last() {
        return first + count - 1;
    }

    /** The term of an entry of this segment, or of the one before its first. */
    long termOf(long index) {
        return index == first - 1 ? previousTerm : terms[(int) (index - first)];
    }

    long end() {
        return end;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean hasRoom(long bytes) {
        return end + bytes <= capacity;
    }

    /** Adds entries that the buffer holds in written form. */
    void append(List<Entry> entries, ByteBuffer written) throws IOException {
        long offset = end;
        end += write(written, end);
        capacity = Math.max(capacity, end);
        for (Entry entry : entries) {
            note(offset, entry.term());
            offset += RECORD_BYTES + entry.payload().length;
        }
    }

    static void encode(Entry entry, ByteBuffer out, CRC32C crc) {
        int start = out.position();
        out.putInt(0)
                .putInt(entry.payload().length)
                .putLong(entry.index())
                .putLong(entry.term())
                .put((byte) entry.type().ordinal())
                .put(entry.payload());
        crc.reset();
        crc.update(out.duplicate().position(start + 4).limit(out.position()));
        out.putInt(start, (int) crc.getValue());
    }

    Entry entry(long index) throws IOException {
        long offset = offsets[(int) (index - first)];
        ByteBuffer head = ByteBuffer.allocate(RECORD_BYTES);
        readFully(head, offset);
        byte[] payload = new byte[head.getInt(4)];
        readFully(ByteBuffer.wrap(payload), offset + RECORD_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(head.array(), 4, RECORD_BYTES - 4);
        crc.update(payload);
        if ((int) crc.getValue() != head.getInt(0)) {
            throw new StorageException("entry " + index + " in " + file + " at " + offset + " is damaged");
        }
        return new Entry(index, head.getLong(16), Entry.Type.values()[head.get(24)], payload);
    }

    private void readFully(ByteBuffer into, long offset) throws IOException {
        while (into.hasRemaining()) {
            int read = channel.read(into, offset + into.position());
            if (read < 0) throw new StorageException(file + " ends at " + (offset + into.position()));
        }
    }

    void sync() throws IOException {
        channel.force(false);
    }

    /** Drops an entry and those behind it; durable on return. */
    void truncateFrom(long index) throws IOException {
        cut((int) (index - first), offsets[(int) (index - first)]);
    }

    /** Drops whatever stands behind the last whole entry. */
    void cutTail() throws IOException {
        cut(count, end);
    }

    private void cut(int kept, long offset) throws IOException {
        long size = capacity;
        channel.truncate(offset);
        fill(size);
        channel.force(true);
        count = kept;
        end = offset;
    }

    void delete() throws IOException {
        channel.close();
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
