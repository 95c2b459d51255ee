package dev.caravan.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a script includes, to be sent along with it: found by the look of the text, read from the script's
 * directory down. What is named and not there is left to the compiler, which knows the place to tell it.
 */
public final class IncludedFiles {
    /** As many as the compiler takes. */
    private static final int MAX_FILES = 32;

    private static final long MAX_BYTES = 4L << 20;
    private static final Pattern INCLUDE = Pattern.compile("\\binclude\\s*\\(?\\s*(['\"])([^'\"\\r\\n]+)\\1");
    private static final Pattern PATH =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\\.groovy");

    private final Path directory;
    private final Map<String, String> texts = new TreeMap<>();

    private IncludedFiles(Path directory) {
        this.directory = directory;
    }

    /** The texts by their path from the script's directory. */
    public static Map<String, String> of(Path script, String text) {
        IncludedFiles files =
                new IncludedFiles(script.toAbsolutePath().normalize().getParent());
        files.collect("", text);
        return files.texts;
    }

    private void collect(String from, String text) {
        Matcher include = INCLUDE.matcher(text);
        while (include.find()) {
            String path = from.substring(0, from.lastIndexOf('/') + 1) + include.group(2);
            boolean wanted = PATH.matcher(include.group(2)).matches() && !texts.containsKey(path);
            Path file = directory.resolve(path);
            if (!wanted || !Files.isRegularFile(file) || texts.size() >= MAX_FILES) continue;
            String content = read(file, path);
            texts.put(path, content);
            collect(path, content);
        }
    }

    private String read(Path file, String path) {
        try {
            if (!file.toRealPath().startsWith(directory.toRealPath())) {
                throw new Failure(Failure.FAILED, path + " leads out of the directory of the script");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new Failure(Failure.FAILED, path + " is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new Failure(Failure.FAILED, file + " is no text in UTF-8");
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, file + " cannot be read: " + e.getMessage());
        }
    }
}
