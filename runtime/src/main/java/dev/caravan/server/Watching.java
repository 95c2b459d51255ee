package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.Query;
import dev.caravan.store.Subscription;
import dev.caravan.store.WatchEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * {@code ?watch=true}: one JSON line for each change after a revision, and a bookmark now and then. A reader that does not
 * keep up is cut off; it can go on from the last version that it saw.
 */
final class Watching {
    private static final long BOOKMARK_MILLIS = 10_000;
    private static final int MAX_QUEUE_BYTES = 8 << 20;

    private final Vertx vertx;
    private final ApiConfig config;
    private final Views views;

    Watching(Vertx vertx, ApiConfig config, Views views) {
        this.vertx = vertx;
        this.config = config;
        this.views = views;
    }

    void start(Call call, HttpServerResponse response) {
        Query query = Objects.query(call);
        long after = call.number("resourceVersion", config.store().revision());
        Stream stream = new Stream(vertx.getOrCreateContext(), query, response, after);
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        response.setWriteQueueMaxSize(MAX_QUEUE_BYTES);
        try {
            Subscription following = config.feed().follow(after, stream::send, stream::cut);
            long timer = vertx.setPeriodic(BOOKMARK_MILLIS, id -> stream.bookmark());
            response.closeHandler(closed -> {
                vertx.cancelTimer(timer);
                following.close();
            });
            stream.open();
        } catch (ChangeFeed.TooOldException e) {
            throw Problem.gone(e.getMessage());
        }
    }

    private final class Stream {
        private final Context context;
        private final Query query;
        private final HttpServerResponse response;
        private volatile long seen;

        Stream(Context context, Query query, HttpServerResponse response, long after) {
            this.context = context;
            this.query = query;
            this.response = response;
            this.seen = after;
        }

        void send(List<WatchEvent> events) {
            StringBuilder lines = new StringBuilder();
            try {
                for (WatchEvent event : events) {
                    if (event.resource().kind() == query.kind()) append(lines, event);
                }
            } catch (RuntimeException e) {
                // Cut off rather than left with a gap: the reader goes on from the last version that it saw.
                context.runOnContext(ignored -> response.reset());
                throw e;
            }
            for (WatchEvent event : events) seen = Math.max(seen, event.revision());
            if (lines.length() > 0) write(lines.toString());
        }

        private void append(StringBuilder lines, WatchEvent event) {
            event.seenBy(query).ifPresent(type -> {
                ObjectNode line = Json.object().put("type", type.name());
                boolean gone = type == WatchEvent.Type.DELETED && query.kind() != Kind.SECRET;
                line.set("object", gone ? Json.tree(event.resource()) : views.of(event.resource()));
                lines.append(Json.text(line)).append('\n');
            });
        }

        /** The head goes out at once, unless the first lines have taken it along. */
        void open() {
            context.runOnContext(ignored -> {
                if (!response.headWritten() && !response.closed()) response.writeHead();
            });
        }

        /** What comes next is not known here: the reader lists again, or goes on elsewhere. */
        void cut() {
            context.runOnContext(ignored -> response.reset());
        }

        void bookmark() {
            ObjectNode line = Json.object().put("type", "BOOKMARK");
            line.putObject("object").putObject("metadata").put("resourceVersion", seen);
            write(Json.text(line) + "\n");
        }

        private void write(String text) {
            context.runOnContext(ignored -> {
                if (response.closed()) return;
                if (response.writeQueueFull()) {
                    response.reset();
                } else {
                    response.write(text);
                }
            });
        }
    }
}
