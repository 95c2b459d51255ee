package dev.caravan.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.json.Json;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodStatus;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The form of commands and answers in the log and between members: JSON, versioned by its {@code op} word. */
public final class Command {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Command() {}

    /** A batch as bytes. */
    public static byte[] encode(Batch batch) {
        ObjectNode tree =
                Json.object().put("op", "batch").put("opId", batch.opId()).put("term", batch.term());
        ArrayNode changes = tree.putArray("changes");
        batch.changes().forEach(change -> changes.add(encode(change)));
        return bytes(tree);
    }

    private static ObjectNode encode(Change change) {
        ObjectNode tree = Json.object();
        if (change instanceof Change.Put put) {
            tree.putRawValue("put", new RawValue(Json.write(put.resource())));
            tree.put("expected", put.expected());
        } else if (change instanceof Change.Delete delete) {
            tree.set("delete", Json.valueTree(delete.key()));
            tree.put("expected", delete.expected());
        } else if (change instanceof Change.Require require) {
            tree.set("require", Json.valueTree(require.key()));
            tree.put("expected", require.expected());
        } else if (change instanceof Change.ReportPod report) {
            tree.set("reportPod", Json.valueTree(report.key()));
            tree.put("uid", report.uid()).put("node", report.node());
            tree.set("status", Json.valueTree(report.status()));
        } else if (change instanceof Change.ReportNode report) {
            tree.set("reportNode", Json.valueTree(report.key()));
            tree.set("published", Json.valueTree(report.published()));
        }
        return tree;
    }

    /** The command that makes a member the driver. */
    static byte[] drive(String opId, String member) {
        return bytes(Json.object().put("op", "drive").put("opId", opId).put("member", member));
    }

    /** A part of a batch that is too large for one command; it is applied by {@link #applyStaged}. */
    static byte[] stage(String opId, String stage, List<Change> changes) {
        ObjectNode tree = Json.object().put("op", "stage").put("opId", opId).put("stage", stage);
        ArrayNode list = tree.putArray("changes");
        changes.forEach(change -> list.add(encode(change)));
        return bytes(tree);
    }

    /** Applies all that was staged under a name as one batch, in a cluster in which nothing was declared yet. */
    static byte[] applyStaged(String opId, String stage, int count) {
        return bytes(Json.object()
                .put("op", "applyStaged")
                .put("opId", opId)
                .put("stage", stage)
                .put("count", count));
    }

    /** The opId of a command, without reading the rest of it. */
    static String opId(byte[] command) {
        try (JsonParser parser = FACTORY.createParser(command)) {
            while (parser.nextToken() != null) {
                if ("opId".equals(parser.currentName()) && parser.currentToken() == JsonToken.VALUE_STRING) {
                    return parser.getText();
                }
            }
            throw new IllegalArgumentException("a command has no opId");
        } catch (IOException e) {
            throw new IllegalArgumentException("a command is no JSON: " + e.getMessage(), e);
        }
    }

    /** Reads a batch back. */
    public static Batch decode(JsonNode tree) {
        List<Change> changes = new ArrayList<>();
        tree.path("changes").forEach(change -> changes.add(change(change)));
        return new Batch(tree.path("opId").asText(), tree.path("term").asLong(), changes);
    }

    private static Change change(JsonNode tree) {
        long expected = tree.path("expected").asLong();
        if (tree.has("put")) return new Change.Put(Json.read(tree.get("put")), expected);
        if (tree.has("delete")) return new Change.Delete(key(tree.get("delete")), expected);
        if (tree.has("require")) return new Change.Require(key(tree.get("require")), expected);
        if (tree.has("reportPod")) {
            return new Change.ReportPod(
                    key(tree.get("reportPod")),
                    tree.path("uid").asText(),
                    tree.path("node").asText(),
                    Json.convert(tree.get("status"), PodStatus.class));
        }
        if (tree.has("reportNode")) {
            Map<String, String> published = new TreeMap<>();
            tree.path("published")
                    .properties()
                    .forEach(e -> published.put(e.getKey(), e.getValue().asText()));
            return new Change.ReportNode(key(tree.get("reportNode")), published);
        }
        throw new IllegalArgumentException("unknown change " + tree);
    }

    private static ObjectKey key(JsonNode tree) {
        return Json.convert(tree, ObjectKey.class);
    }

    /** A commit as bytes. */
    public static byte[] answer(Commit commit) {
        return bytes(Json.object().put("revision", commit.revision()).put("changed", commit.changed()));
    }

    /** A refusal as bytes. */
    public static byte[] refusal(StoreException e) {
        return bytes(Json.object().put("refused", e.reason().name()).put("message", e.getMessage()));
    }

    /**
     * Reads an answer.
     *
     * @throws StoreException if it is a refusal
     */
    public static Commit readAnswer(byte[] answer) {
        JsonNode tree = Json.parse(answer);
        if (tree.has("refused")) {
            throw new StoreException(
                    StoreException.Reason.valueOf(tree.get("refused").asText()),
                    tree.path("message").asText());
        }
        return new Commit(tree.path("revision").asLong(), tree.path("changed").asInt());
    }

    private static byte[] bytes(ObjectNode tree) {
        return Json.text(tree).getBytes(StandardCharsets.UTF_8);
    }
}
