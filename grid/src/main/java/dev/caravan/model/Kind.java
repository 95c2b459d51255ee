package dev.caravan.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What sort of object a key names. The words are the same in the API, the command line and the store. */
public enum Kind {
    APP("App", "apps", List.of()),
    REVISION("Revision", "revisions", List.of("rev")),
    SERVICE("Service", "services", List.of("svc")),
    FUNCTION("Function", "functions", List.of("fn")),
    JOB("Job", "jobs", List.of()),
    CRON("Cron", "crons", List.of("cj", "cronjob", "cronjobs")),
    DAEMON("Daemon", "daemons", List.of("ds")),
    POD("Pod", "pods", List.of("po")),
    NODE("Node", "nodes", List.of("no")),
    EVENT("Event", "events", List.of("ev")),
    NAMESPACE("Namespace", "namespaces", List.of("ns")),
    QUOTA("Quota", "quotas", List.of()),
    CONFIG("Config", "configs", List.of("cm", "configmap", "configmaps")),
    SECRET("Secret", "secrets", List.of()),
    WORKFLOW("Workflow", "workflows", List.of("wf")),
    DEFINITION("Definition", "definitions", List.of()),
    RUN("Run", "runs", List.of());

    private final String title;
    private final String plural;
    private final List<String> shortNames;

    Kind(String title, String plural, List<String> shortNames) {
        this.title = title;
        this.plural = plural;
        this.shortNames = shortNames;
    }

    /** The word in an object's {@code kind} field, such as {@code Service}. */
    public String title() {
        return title;
    }

    /** The word in API paths and map names, such as {@code services}. */
    public String plural() {
        return plural;
    }

    /** The word before the slash of {@code kind/name}, such as {@code service}. */
    public String singular() {
        return title.toLowerCase(Locale.ROOT);
    }

    /** Whether objects of this kind own pods. */
    public boolean isWorkload() {
        return this == SERVICE || this == FUNCTION || this == JOB || this == CRON || this == DAEMON;
    }

    /** Whether objects of this kind live in a namespace; nodes and namespaces do not. */
    public boolean isNamespaced() {
        return this != NODE && this != NAMESPACE;
    }

    /** The kind that a user's word names: singular, plural or short, in any case. */
    public static Optional<Kind> parse(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.words().anyMatch(lower::equals))
                .findFirst();
    }

    /** Every word that {@link #parse} accepts for this kind. */
    public Stream<String> words() {
        return Stream.concat(Stream.of(singular(), plural), shortNames.stream());
    }

    @Override
    public String toString() {
        return title;
    }
}
