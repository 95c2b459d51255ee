package dev.caravan.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterState;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link ClusterState} as committed commands make it. One thread applies; readers come under its lock. What a command was
 * answered is remembered by its opId, refusals too: a command that travelled twice must not be refused first and applied later.
 */
final class ReplicatedState {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedState.class);

    /** Refusals remembered. */
    private static final int MAX_REFUSALS = 10_000;

    /**
     * What a command came to.
     *
     * @param applied what it changed; empty if it was refused, or answered before
     */
    record Outcome(
            String opId,
            Optional<Commit> commit,
            Optional<StoreException> refusal,
            Optional<ClusterState.Applied> applied) {}

    /** The state at one moment, for a snapshot. */
    record Image(ClusterState.Image state, Map<String, StoreException> refusals, String stage, List<byte[]> staged) {}

    /** Guards everything below. */
    private final Object lock = new Object();

    private final ClusterState state = new ClusterState();
    private final Map<String, StoreException> refusals = new LinkedHashMap<>();

    /** Commands of one batch that comes in parts; a new one drops what an earlier one left. */
    private final List<byte[]> staged = new ArrayList<>();

    private String stage = "";

    <T> T read(Function<ClusterState, T> reader) {
        synchronized (lock) {
            return reader.apply(state);
        }
    }

    /** What no watch can go on from any more no list can go on from either: the two are bounded together. */
    void forgetBefore(long revision) {
        synchronized (lock) {
            state.forgetBefore(revision);
        }
    }

    /** @param known what the payload says, if that need not be read again */
    Outcome apply(String opId, byte[] payload, Optional<Batch> known) {
        JsonNode command = known.isPresent() ? Json.object() : Json.parse(payload);
        synchronized (lock) {
            StoreException refusal = refusals.get(opId);
            if (refusal != null) return refused(opId, refusal);
            try {
                if (known.isPresent()) return outcome(opId, state.apply(known.get()));
                return applied(opId, command, payload);
            } catch (StoreException e) {
                return remembered(opId, e);
            } catch (RuntimeException e) {
                // Thrown on, it would be met again at each start and nothing behind it in the log could be reached.
                LOG.error("event=CommandFailed opId={} revision={}", opId, state.revision(), e);
                return remembered(opId, new StoreException(StoreException.Reason.INVALID, "cannot be applied: " + e));
            }
        }
    }

    private Outcome applied(String opId, JsonNode command, byte[] payload) {
        String op = command.path("op").asText();
        if (op.equals("stage")) return staged(opId, command, payload);
        if (op.equals("applyStaged")) {
            Optional<Commit> known = state.answer(opId);
            if (known.isPresent()) return new Outcome(opId, known, Optional.empty(), Optional.empty());
            return outcome(opId, state.apply(restored(opId, command)));
        }
        if (op.equals("drive")) {
            Commit commit = new Commit(state.drive(command.path("member").asText()), 0);
            return new Outcome(
                    opId,
                    Optional.of(commit),
                    Optional.empty(),
                    Optional.of(new ClusterState.Applied(commit, List.of())));
        }
        return outcome(opId, state.apply(Command.decode(command)));
    }

    private Outcome staged(String opId, JsonNode command, byte[] payload) {
        String name = command.path("stage").asText();
        if (!name.equals(stage)) staged.clear();
        stage = name;
        // A part whose answer was slow comes again.
        if (staged.stream().noneMatch(part -> Arrays.equals(part, payload))) staged.add(payload);
        Commit commit = new Commit(state.revision(), 0);
        return new Outcome(opId, Optional.of(commit), Optional.empty(), Optional.empty());
    }

    private Batch restored(String opId, JsonNode command) {
        List<Change> changes = new ArrayList<>();
        if (command.path("stage").asText().equals(stage)) {
            staged.forEach(
                    part -> changes.addAll(Command.decode(Json.parse(part)).changes()));
        }
        staged.clear();
        stage = "";
        if (changes.size() != command.path("count").asInt()) {
            throw new StoreException(
                    StoreException.Reason.INVALID, "parts of the backup are missing: nothing was restored");
        }
        state.all().stream().filter(r -> Backup.holds(r.kind())).findFirst().ifPresent(found -> {
            throw new StoreException(
                    StoreException.Reason.INVALID,
                    "the cluster is not empty: " + found.key() + " is there; restore into a new cluster");
        });
        return new Batch(opId, Batch.NO_TERM, changes);
    }

    private static Outcome outcome(String opId, ClusterState.Applied applied) {
        Optional<ClusterState.Applied> change = applied.events().isEmpty() ? Optional.empty() : Optional.of(applied);
        return new Outcome(opId, Optional.of(applied.commit()), Optional.empty(), change);
    }

    private Outcome remembered(String opId, StoreException refusal) {
        refusals.put(opId, refusal);
        if (refusals.size() > MAX_REFUSALS) {
            refusals.remove(refusals.keySet().iterator().next());
        }
        return refused(opId, refusal);
    }

    private static Outcome refused(String opId, StoreException refusal) {
        return new Outcome(opId, Optional.empty(), Optional.of(refusal), Optional.empty());
    }

    Image image() {
        synchronized (lock) {
            return new Image(state.image(), new LinkedHashMap<>(refusals), stage, List.copyOf(staged));
        }
    }

    static void write(Image image, OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        StateForm.write(out, image.state());
        out.writeInt(image.refusals().size());
        for (Map.Entry<String, StoreException> refusal : image.refusals().entrySet()) {
            StateForm.text(out, refusal.getKey());
            StateForm.text(out, refusal.getValue().reason().name());
            StateForm.text(out, String.valueOf(refusal.getValue().getMessage()));
        }
        StateForm.text(out, image.stage());
        out.writeInt(image.staged().size());
        for (byte[] part : image.staged()) {
            out.writeInt(part.length);
            out.write(part);
        }
        out.flush();
    }

    void restore(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        ClusterState.Image image = StateForm.read(in);
        Map<String, StoreException> known = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String opId = StateForm.text(in);
            known.put(opId, new StoreException(StoreException.Reason.valueOf(StateForm.text(in)), StateForm.text(in)));
        }
        String name = StateForm.text(in);
        List<byte[]> parts = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            byte[] part = new byte[in.readInt()];
            in.readFully(part);
            parts.add(part);
        }
        synchronized (lock) {
            stage = name;
            staged.clear();
            staged.addAll(parts);
            state.restore(image);
            refusals.clear();
            refusals.putAll(known);
        }
    }
}
