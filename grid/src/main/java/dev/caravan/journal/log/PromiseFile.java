package dev.caravan.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The file of a member's term and vote. */
final class PromiseFile {
    private static final int MAGIC = 0x43565054; // CVPT
    private static final int FORMAT = 1;
    private static final int MAX_VOTE_BYTES = 1_024;

    /** What it holds. */
    record Promise(long term, Optional<String> vote) {}

    private final Path file;

    PromiseFile(Path directory) {
        this.file = directory.resolve("promise");
    }

    Promise read() throws IOException {
        if (!Files.exists(file)) return new Promise(0, Optional.empty());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.limit() < 24 || bytes.limit() > MAX_VOTE_BYTES + 24) throw damaged();
        int body = bytes.limit() - 4;
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, body);
        if (bytes.getInt(body) != (int) crc.getValue() || bytes.getInt() != MAGIC) throw damaged();
        int format = bytes.getInt();
        if (format != FORMAT) throw new StorageException(file + " is in form " + format + ", known is " + FORMAT);
        long term = bytes.getLong();
        byte[] vote = new byte[bytes.getInt()];
        bytes.get(vote);
        return new Promise(
                term, vote.length == 0 ? Optional.empty() : Optional.of(new String(vote, StandardCharsets.UTF_8)));
    }

    private StorageException damaged() {
        return new StorageException(file + " is damaged: remove this member and add it again with an empty directory");
    }

    void write(Promise promise) throws IOException {
        byte[] vote = promise.vote().orElse("").getBytes(StandardCharsets.UTF_8);
        if (vote.length > MAX_VOTE_BYTES) throw new IllegalArgumentException("a vote for a name of " + vote.length);
        ByteBuffer bytes = ByteBuffer.allocate(24 + vote.length);
        bytes.putInt(MAGIC)
                .putInt(FORMAT)
                .putLong(promise.term())
                .putInt(vote.length)
                .put(vote);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.position());
        bytes.putInt((int) crc.getValue()).flip();
        Disk.replace(file, bytes);
    }
}
