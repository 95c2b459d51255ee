package dev.caravan.journal.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The snapshots of one directory, of which the newest counts. Form: magic, format, index, term, what was written, CRC32C of
 * all that. Thread-safe.
 */
final class SnapshotFiles {
    private static final int MAGIC = 0x43565353; // CVSS
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 24;
    private static final String PREFIX = "snapshot-";
    private static final String MADE = ".new";

    private record Found(Path file, long index, long term, long length) implements Snapshot {
        @Override
        public InputStream open() {
            try {
                return new Checked(this);
            } catch (IOException e) {
                throw new StorageException(file + " cannot be opened", e);
            }
        }
    }

    private final Path directory;
    private volatile Optional<Found> newest = Optional.empty();

    /** Finds the newest; one that is damaged is an error, since the log behind it may be gone. */
    SnapshotFiles(Path directory) throws IOException {
        this.directory = directory;
        for (Path file : files()) {
            if (file.toString().endsWith(MADE)) {
                Files.delete(file);
                continue;
            }
            Found found = verified(file);
            if (newest.isEmpty() || found.index() > newest.get().index()) newest = Optional.of(found);
        }
        deleteOlder();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .toList();
        }
    }

    private static Found verified(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(header, 0);
            if (header.position() < HEADER_BYTES || header.getInt(0) != MAGIC) {
                throw new StorageException(file + " is damaged at its beginning");
            }
            if (header.getInt(4) != FORMAT) {
                throw new StorageException(file + " is in form " + header.getInt(4) + ", known is " + FORMAT);
            }
            long length = channel.size() - HEADER_BYTES - 4;
            Found found = new Found(file, header.getLong(8), header.getLong(16), length);
            try (InputStream in = found.open()) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return found;
        }
    }

    Optional<Snapshot> newest() {
        return newest.map(Snapshot.class::cast);
    }

    long index() {
        return newest.map(Found::index).orElse(0L);
    }

    long term() {
        return newest.map(Found::term).orElse(0L);
    }

    private synchronized void committed(Found found) throws IOException {
        if (newest.isPresent() && newest.get().index() >= found.index()) {
            Files.deleteIfExists(found.file());
            return;
        }
        newest = Optional.of(found);
        deleteOlder();
    }

    private void deleteOlder() throws IOException {
        for (Path file : files()) {
            boolean made = file.toString().endsWith(MADE);
            if (!made && newest.isPresent() && !file.equals(newest.get().file())) Files.delete(file);
        }
    }

    SnapshotWriter start(long index, long term) throws IOException {
        return new Writer(index, term);
    }

    private final class Writer extends SnapshotWriter {
        private final long index;
        private final long term;
        private final Path made;
        private final FileChannel channel;
        private final CRC32C crc = new CRC32C();
        private long length = -HEADER_BYTES;

        Writer(long index, long term) throws IOException {
            this.index = index;
            this.term = term;
            made = Files.createTempFile(directory, PREFIX, MADE);
            channel = FileChannel.open(made, StandardOpenOption.WRITE);
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            header.putInt(MAGIC).putInt(FORMAT).putLong(index).putLong(term);
            write(header.array(), 0, HEADER_BYTES);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            crc.update(bytes, offset, count);
            length += count;
            put(ByteBuffer.wrap(bytes, offset, count));
        }

        private void put(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) channel.write(bytes);
        }

        @Override
        public void commit() {
            Path file = directory.resolve(String.format("%s%019d-%d", PREFIX, index, term));
            try {
                put(ByteBuffer.allocate(4).putInt((int) crc.getValue()).flip());
                channel.force(true);
                channel.close();
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
                Disk.syncDirectory(directory);
                committed(new Found(file, index, term, length));
            } catch (IOException e) {
                throw new StorageException(file + " cannot be kept", e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(made);
            } catch (IOException e) {
                throw new StorageException(made + " cannot be removed", e);
            }
        }
    }

    /** Reads a snapshot and compares its CRC32C at the end. */
    private static final class Checked extends InputStream {
        private final Found found;
        private final InputStream in;
        private final CRC32C crc = new CRC32C();
        private long left;

        Checked(Found found) throws IOException {
            this.found = found;
            this.in = Channels.newInputStream(FileChannel.open(found.file(), StandardOpenOption.READ));
            this.left = found.length();
            crc.update(in.readNBytes(HEADER_BYTES));
            if (left == 0) check();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            if (count == 0) return 0;
            if (left <= 0) return -1;
            int read = in.read(into, offset, (int) Math.min(count, left));
            if (read < 0) throw new EOFException(found.file() + " is cut off");
            crc.update(into, offset, read);
            left -= read;
            if (left == 0) check();
            return read;
        }

        private void check() throws IOException {
            byte[] kept = in.readNBytes(4);
            if (kept.length < 4 || ByteBuffer.wrap(kept).getInt() != (int) crc.getValue()) {
                throw new StorageException(found.file() + " is damaged: its checksum differs");
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
