package dev.caravan.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Follows an app until it is healthy, fails for good, or the time is up; says each step once. */
public final class AppWait {
    private static final long POLL_MILLIS = 100;

    /** A failing app is given this long: a container that crashes once may well come up at the second try. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ApiClient client;
    private final Session session;
    private final Clock clock;
    private final Map<String, String> said = new LinkedHashMap<>();

    AppWait(ApiClient client, Session session, Clock clock) {
        this.client = client;
        this.session = session;
        this.clock = clock;
    }

    /** For {@code caravan up}, which talks to its own server. */
    public static void until(ClientConfig server, Session session, Clock clock, String app, Duration limit) {
        new AppWait(new ApiClient(server), session, clock).until(app, Map.of("namespace", "default"), limit);
    }

    void until(String app, Map<String, String> query, Duration limit) {
        Instant start = clock.instant();
        Instant failingSince = Instant.MAX;
        while (true) {
            Object status = client.get("apps/" + app, query);
            progress(status);
            String phase = JsonTree.text(status, "status.phase");
            String message = JsonTree.text(status, "status.message");
            Instant now = clock.instant();
            if (phase.equals("Healthy")) {
                session.err().println("app/" + app + " is healthy after " + seconds(Duration.between(start, now)));
                return;
            }
            if (!phase.equals("Failing")) failingSince = Instant.MAX;
            if (phase.equals("Failing") && failingSince.equals(Instant.MAX)) failingSince = now;
            boolean hopeless =
                    message.contains("ImagePullFailed") || message.contains("job/") || message.contains("rolled back");
            boolean given = phase.equals("Failing")
                    && (hopeless || Duration.between(failingSince, now).compareTo(PATIENCE) > 0);
            if (given) throw new Failure(Failure.FAILED, "app/" + app + " is failing: " + message);
            if (Duration.between(start, now).compareTo(limit) > 0) {
                throw new Failure(
                        Failure.TIMED_OUT, "app/" + app + " is not healthy after " + seconds(limit) + ": " + message);
            }
            pause();
        }
    }

    private void progress(Object status) {
        for (Object workload : JsonTree.list(status, "status.workloads")) {
            String name =
                    JsonTree.text(workload, "kind").toLowerCase(Locale.ROOT) + "/" + JsonTree.text(workload, "name");
            String line = name + " " + JsonTree.text(workload, "updated") + "/" + JsonTree.text(workload, "desired")
                    + " ready, " + JsonTree.text(workload, "phase").toLowerCase(Locale.ROOT);
            if (!line.equals(said.put(name, line))) session.err().println("  " + line);
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        }
    }
}
