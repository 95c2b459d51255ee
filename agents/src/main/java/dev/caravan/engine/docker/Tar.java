package dev.caravan.engine.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Archives in memory, as the engine's API takes them: regular files of user 0, in the ustar format. */
final class Tar {
    private static final int EXECUTABLE = 0755;
    private static final int READABLE = 0644;
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private Tar() {}

    static byte[] program(String name, byte[] content) {
        return archive(Map.of(name, content), EXECUTABLE);
    }

    /** Texts by absolute path. */
    static byte[] texts(Map<String, String> files) {
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach(
                (path, text) -> contents.put(path.replaceFirst("^/+", ""), text.getBytes(StandardCharsets.UTF_8)));
        return archive(contents, READABLE);
    }

    private static byte[] archive(Map<String, byte[]> contents, int mode) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        contents.forEach((path, content) -> {
            tar.writeBytes(header(path, content.length, mode));
            tar.writeBytes(content);
            tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        });
        tar.writeBytes(new byte[2 * BLOCK]); // two empty blocks end it
        return tar.toByteArray();
    }

    private static byte[] header(String path, int size, int mode) {
        byte[] header = new byte[BLOCK];
        int cut = cut(path);
        put(header, 0, path.substring(cut == 0 ? 0 : cut + 1));
        put(header, 345, path.substring(0, cut));
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, "        "); // the sum is made with blanks in its place
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) sum += b & 0xFF;
        put(header, 148, octal(sum, 6) + "\0 ");
        return header;
    }

    /** Where a long path is cut at a slash; 0 for one that fits. */
    private static int cut(String path) {
        if (length(path) <= NAME) return 0;
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (length(path.substring(slash + 1)) <= NAME && length(path.substring(0, slash)) <= PREFIX) return slash;
        }
        throw new IllegalArgumentException("path of a file must fit into a tar header, was " + path);
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String octal(int value, int digits) {
        return String.format("%0" + digits + "o", value);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
