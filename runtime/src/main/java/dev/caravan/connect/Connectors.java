package dev.caravan.connect;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of further Camel jars: who may write into it decides what scripts may reach. Read once; jars that come later are
 * found by the next start.
 */
public final class Connectors {
    private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);
    private static final String COMPONENTS = "META-INF/services/org/apache/camel/component/";

    private final List<URL> jars;
    private final Set<String> schemes;

    private Connectors(List<URL> jars, Set<String> schemes) {
        this.jars = List.copyOf(jars);
        this.schemes = Collections.unmodifiableSet(schemes);
    }

    /** Where there is no folder: scripts can name no endpoint. */
    public static Connectors none() {
        return new Connectors(List.of(), Set.of());
    }

    /** What a folder has; a jar that cannot be read is told and left out. */
    public static Connectors in(Path folder) {
        if (!Files.isDirectory(folder)) return none();
        List<URL> jars = new ArrayList<>();
        Set<String> schemes = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                try {
                    schemes.addAll(schemes(file.toFile()));
                    jars.add(url(file));
                } catch (IOException e) {
                    LOG.warn("event=ConnectorLeftOut jar={} cause=\"{}\"", file, e.toString());
                }
            }
        } catch (IOException e) {
            LOG.warn("event=ConnectorsUnreadable folder={} cause=\"{}\"", folder, e.toString());
            return none();
        }
        return new Connectors(jars, schemes);
    }

    private static Set<String> schemes(File file) throws IOException {
        Set<String> found = new TreeSet<>();
        try (JarFile jar = new JarFile(file)) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(COMPONENTS) && name.length() > COMPONENTS.length())
                    .forEach(name -> found.add(name.substring(COMPONENTS.length())));
        }
        return found;
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** Schemes of the components that are at hand. */
    public Set<String> schemes() {
        return schemes;
    }

    /** Sees the jars behind what this program has itself. */
    URLClassLoader classLoader() {
        return new URLClassLoader("connectors", jars.toArray(URL[]::new), Connectors.class.getClassLoader());
    }
}
