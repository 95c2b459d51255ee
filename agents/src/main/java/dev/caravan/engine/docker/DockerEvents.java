package dev.caravan.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's stream of ends. When it breaks it is made again, and everything is looked at, since news were missed. */
final class DockerEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final DockerApi api;
    private final Labels labels;
    private final ScheduledExecutorService timer;
    private final Consumer<String> ended;
    private final Runnable reconnected;

    private volatile Closeable stream;
    private volatile boolean closed;
    private volatile long pauseMillis = FIRST_PAUSE_MILLIS;

    DockerEvents(
            DockerApi api,
            Labels labels,
            ScheduledExecutorService timer,
            Consumer<String> ended,
            Runnable reconnected) {
        this.api = api;
        this.labels = labels;
        this.timer = timer;
        this.ended = ended;
        this.reconnected = reconnected;
    }

    void connect() {
        if (closed) return;
        stream = api.streams()
                .eventsCmd()
                .withEventTypeFilter("container")
                .withEventFilter("die")
                .withLabelFilter(labels.owner())
                .exec(new Listener());
    }

    private final class Listener extends ResultCallback.Adapter<Event> {
        @Override
        public void onStart(Closeable opened) {
            super.onStart(opened);
            pauseMillis = FIRST_PAUSE_MILLIS;
            reconnected.run();
        }

        @Override
        public void onNext(Event event) {
            if (event.getId() != null) ended.accept(event.getId());
        }

        @Override
        public void onError(Throwable e) {
            again(DockerApi.text(e));
        }

        @Override
        public void onComplete() {
            super.onComplete();
            again("the engine closed it");
        }
    }

    private void again(String why) {
        if (closed) return;
        LOG.warn("event=docker.events.lost retry_ms={} reason=\"{}\"", pauseMillis, why);
        timer.schedule(this::connect, pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }

    @Override
    public void close() {
        closed = true;
        Closeable open = stream;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            LOG.debug("event=docker.events.close reason=\"{}\"", e.getMessage());
        }
    }
}
