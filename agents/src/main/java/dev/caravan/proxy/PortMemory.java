package dev.caravan.proxy;

import dev.caravan.proxy.table.PortKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers of automatically published ports, kept in a small file so that a restart gives the same. One thread's own. */
final class PortMemory {
    /** Lines read; a file that has more is not ours. */
    static final int MAX_LINES = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(PortMemory.class);

    private final Path file;
    private final Map<String, Integer> numbers = new TreeMap<>();

    PortMemory(Path file) {
        this.file = file;
        if (!Files.exists(file)) return;
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.limit(MAX_LINES).forEach(this::read);
        } catch (IOException | RuntimeException e) {
            LOG.warn("remembered ports not read, new ones are chosen file={} reason={}", file, e.toString());
        }
    }

    private void read(String line) {
        int equals = line.lastIndexOf('=');
        if (equals > 0) numbers.put(line.substring(0, equals), Integer.parseInt(line.substring(equals + 1)));
    }

    Optional<Integer> number(PortKey key) {
        return Optional.ofNullable(numbers.get(key.display()));
    }

    /** Remembers a number; answers whether that is new. */
    boolean remember(PortKey key, int number) {
        return !Integer.valueOf(number).equals(numbers.put(key.display(), number));
    }

    boolean forget(PortKey key) {
        return numbers.remove(key.display()) != null;
    }

    void save() {
        List<String> lines = new ArrayList<>();
        numbers.forEach((name, number) -> lines.add(name + "=" + number));
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "published ports not remembered, a restart may choose others file={} reason={}",
                    file,
                    e.toString());
        }
    }
}
