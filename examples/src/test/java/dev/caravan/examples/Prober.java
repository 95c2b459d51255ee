package dev.caravan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for a page again and again, each time on a new connection, and keeps what it got. */
final class Prober implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    Prober(String url, Duration every) {
        timer.scheduleAtFixedRate(() -> ask(url), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask(String url) {
        try {
            answers.add(Web.get(url));
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    int asked() {
        return answers.size() + failures.size();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** The different answers, in the order in which each came first. */
    Set<String> answers() {
        return new LinkedHashSet<>(answers);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
