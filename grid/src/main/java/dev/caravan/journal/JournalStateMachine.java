package dev.caravan.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Resource;
import dev.caravan.store.ClusterState;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jgroups.raft.StateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies committed commands to the {@link ClusterState}; raft calls it on one thread, readers come under its lock. */
final class JournalStateMachine implements StateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(JournalStateMachine.class);

    /** Guards {@link #state}. */
    private final Object lock = new Object();

    private final ClusterState state = new ClusterState();
    private final Consumer<ClusterState.Applied> onApplied;

    JournalStateMachine(Consumer<ClusterState.Applied> onApplied) {
        this.onApplied = onApplied;
    }

    <T> T read(Function<ClusterState, T> reader) {
        synchronized (lock) {
            return reader.apply(state);
        }
    }

    @Override
    public byte[] apply(byte[] data, int offset, int length, boolean serialize) {
        JsonNode command = Json.parse(Arrays.copyOfRange(data, offset, offset + length));
        synchronized (lock) {
            if (command.path("op").asText().equals("drive")) {
                long term = state.drive(command.path("member").asText());
                onApplied.accept(new ClusterState.Applied(new Commit(term, 0), List.of()));
                return Command.answer(new Commit(term, 0));
            }
            try {
                ClusterState.Applied applied = state.apply(Command.decode(command));
                if (!applied.events().isEmpty()) onApplied.accept(applied);
                return Command.answer(applied.commit());
            } catch (StoreException e) {
                return Command.refusal(e);
            } catch (RuntimeException e) {
                // Thrown on, it would be met again at each start and nothing behind it in the log could be reached.
                LOG.error("event=CommandFailed revision={}", state.revision(), e);
                return Command.refusal(new StoreException(StoreException.Reason.INVALID, "cannot be applied: " + e));
            }
        }
    }

    @Override
    public void writeContentTo(DataOutput out) throws IOException {
        ClusterState.Image image = read(ClusterState::image);
        ObjectNode tree = Json.object()
                .put("format", 1)
                .put("revision", image.revision())
                .put("term", image.term())
                .put("driver", image.driver());
        ArrayNode objects = tree.putArray("objects");
        image.objects().forEach(resource -> objects.add(Json.tree(resource)));
        ObjectNode answers = tree.putObject("answers");
        image.answers().forEach((opId, commit) -> answers.set(opId, Json.valueTree(commit)));
        byte[] bytes = Json.text(tree).getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public void readContentFrom(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        JsonNode tree = Json.parse(bytes);
        List<Resource> objects = new ArrayList<>();
        tree.path("objects").forEach(object -> objects.add(Json.read(object)));
        Map<String, Commit> answers = new LinkedHashMap<>();
        tree.path("answers")
                .properties()
                .forEach(e -> answers.put(e.getKey(), Json.convert(e.getValue(), Commit.class)));
        synchronized (lock) {
            state.restore(new ClusterState.Image(
                    tree.path("revision").asLong(),
                    tree.path("term").asLong(),
                    tree.path("driver").asText(),
                    objects,
                    answers));
        }
    }
}
