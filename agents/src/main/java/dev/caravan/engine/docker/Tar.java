package dev.caravan.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives in memory, as the engine's API takes them. */
final class Tar {
    private static final int EXECUTABLE = 0755;
    private static final int READABLE = 0644;

    private Tar() {}

    static byte[] program(String name, byte[] content) {
        return archive(Map.of(name, content), EXECUTABLE);
    }

    /** Files by absolute path. */
    static byte[] texts(Map<String, String> files) {
        Map<String, byte[]> contents = new java.util.TreeMap<>();
        files.forEach(
                (path, text) -> contents.put(path.replaceFirst("^/+", ""), text.getBytes(StandardCharsets.UTF_8)));
        return archive(contents, READABLE);
    }

    private static byte[] archive(Map<String, byte[]> contents, int mode) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(mode);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
