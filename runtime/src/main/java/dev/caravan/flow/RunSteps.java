package dev.caravan.flow;

import dev.caravan.model.Definition;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Run;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.workflow.Journal;
import dev.caravan.workflow.Metrics;
import dev.caravan.workflow.Outside;
import dev.caravan.workflow.Progress;
import dev.caravan.workflow.World;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of workflow routes: {@code observe:run}, each step of the script, {@code finish:run}, {@code launch:calls}. */
final class RunSteps {
    private static final Logger LOG = LoggerFactory.getLogger(RunSteps.class);

    /** Schemes whose endpoints name a step of the script. */
    static final List<String> SCHEMES =
            List.of("run", "canary", "gate", "approve", "parallel", "promote", "restore", "call", "send", "compensate");

    private final ClusterStore store;
    private final Clock clock;
    private final Supplier<String> uids;
    private final World.Reach reach;
    private final Consumer<ObjectKey> wake;
    private final Outside outside = new Outside();

    /** @param wake looks at a run again, when a call of it has ended */
    RunSteps(Driver.Parts parts, World.Reach reach, Consumer<ObjectKey> wake) {
        this.store = parts.store();
        this.clock = parts.clock();
        this.uids = parts.uids();
        this.reach = reach;
        this.wake = wake;
    }

    Map<String, Step> observe() {
        return Map.of("run", this::observe);
    }

    Map<String, Step> finish() {
        return Map.of("run", this::finish);
    }

    Map<String, Step> launch() {
        return Map.of("calls", this::launch);
    }

    private CompletionStage<?> observe(Pass pass) {
        store.get(pass.key(), Run.class).filter(Run::isLive).ifPresent(run -> {
            ObjectKey key = definition(run);
            Definition definition = store.get(key, Definition.class)
                    .orElseThrow(() -> new IllegalStateException(run.key() + " has lost its definition " + key));
            Progress progress = new Progress(run, definition.spec(), new Seen(clock.instant()));
            progress.open();
            pass.progress(progress, run);
        });
        return CompletableFuture.completedFuture(null);
    }

    static ObjectKey definition(Run run) {
        return new ObjectKey(Kind.DEFINITION, run.metadata().namespace(), run.definitionName());
    }

    private CompletionStage<?> finish(Pass pass) {
        pass.progress().ifPresent(progress -> {
            progress.finish();
            Run before = pass.run().orElseThrow();
            pass.direct().addAll(Journal.changes(before, progress, new Seen(clock.instant())));
            progress.wakeAt().ifPresent(pass.changes()::wakeAt);
            if (pass.direct().isEmpty()) return;
            progress.notes().forEach(note -> pass.changes()
                    .note(
                            before.key(),
                            note.warning() ? Event.Severity.WARNING : Event.Severity.NORMAL,
                            note.reason(),
                            note.message()));
        });
        return CompletableFuture.completedFuture(null);
    }

    /** After the commit: what the journal says was begun is begun, what it knows the end of is forgotten. */
    private CompletionStage<?> launch(Pass pass) {
        pass.progress().ifPresent(progress -> {
            progress.answered().forEach(outside::forget);
            progress.launches()
                    .forEach(call -> outside.launch(call.ticket(), call.call(), () -> wake.accept(pass.key())));
            if (pass.commit().isPresent()) {
                LOG.info(
                        "event=RunAdvanced run={} phase={} calls={} revision={}",
                        pass.key(),
                        progress.after().status().phase(),
                        progress.launches().size(),
                        pass.commit().get().revision());
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    /** The store as one pass sees it. */
    private final class Seen implements World {
        private final Instant now;

        Seen(Instant now) {
            this.now = now;
        }

        @Override
        public Optional<Workload> workload(ObjectKey key) {
            return store.get(key, Workload.class);
        }

        @Override
        public Optional<Workflow> workflow(ObjectKey key) {
            return store.get(key, Workflow.class);
        }

        @Override
        public List<Pod> podsOf(ObjectKey workload) {
            return store.list(Query.of(Kind.POD).ofWorkload(workload), Pod.class);
        }

        @Override
        public Metrics metrics() {
            return reach.metrics();
        }

        @Override
        public Reach reach() {
            return reach;
        }

        @Override
        public Outside outside() {
            return outside;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Supplier<String> uids() {
            return uids;
        }
    }
}
