package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.RunStatus.Ending;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.StepStatus.State;
import dev.caravan.model.Value;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.model.Workload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One pass of a run through its route: each step of the route finds here whether it is its turn, and leaves here what it
 * decided. Invariants: a step's journal entry and its effect inside Caravan are of one batch; a call of the world outside
 * goes out only after the entry that it was begun is committed; nothing waits within a pass. Confined to the pass.
 */
public final class Progress {
    /** Something to be told of the run. */
    public record Note(boolean warning, String reason, String message) {}

    /** A call of the world outside, to be begun after the commit. */
    public record Launch(
            String ticket, java.util.function.Supplier<java.util.concurrent.CompletionStage<String>> call) {}

    private final Run run;
    private final WorkflowSpec workflow;
    private final World world;
    private final Turns turns;
    private final Map<String, StepStatus> steps;
    private final Map<String, dev.caravan.model.PodTemplate> before;
    private final Map<ObjectKey, Workload> changed = new LinkedHashMap<>();
    private final Map<ObjectKey, Workload> created = new LinkedHashMap<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Launch> launches = new ArrayList<>();
    private final Set<String> answered = new HashSet<>();
    private final Set<ObjectKey> watched = new HashSet<>();
    private Optional<Instant> wakeAt = Optional.empty();
    private RunStatus status;
    private Ending ending;
    private String message;
    private int order;

    public Progress(Run run, WorkflowSpec workflow, World world) {
        this.run = run;
        this.workflow = workflow;
        this.world = world;
        this.status = run.status();
        this.steps = new TreeMap<>(status.steps());
        this.before = new TreeMap<>(status.before());
        this.ending = status.ending();
        this.message = status.message();
        this.order = status.order();
        this.turns = new Turns(workflow, steps);
    }

    /** Takes up what users asked for since the last pass, and the run's timeout. First in the route. */
    public void open() {
        if (status.since().isEmpty()) {
            status = with(status.phase(), status.retries(), Optional.of(now()), Optional.empty());
            tell(false, "Started", "by " + run.spec().startedBy());
        }
        if (run.spec().retries() > status.retries()) goOn();
        if (ending == Ending.NONE && run.spec().cancelled()) {
            end(Ending.CANCEL, "cancelled");
        }
        if (ending != Ending.NONE || workflow.timeout().isEmpty()) return;
        Instant deadline = status.since().orElseThrow().plus(workflow.timeout().get());
        if (now().isBefore(deadline)) {
            wakeAt(deadline);
        } else {
            end(Ending.FAILURE, "took longer than " + words(workflow.timeout().get()));
        }
    }

    /** A user wants it to go on after a failure, or when in doubt: what did not succeed is to be done anew. */
    private void goOn() {
        boolean compensating = turns.compensationBegan();
        Set<String> again = new HashSet<>();
        steps.forEach((name, step) -> {
            boolean isMain = turns.isMain(name);
            boolean open =
                    step.state() == State.FAILED && !turns.step(name).policy().optional()
                            || step.state() == State.CANCELLED
                            || step.state() == State.IN_DOUBT;
            if (open && isMain != compensating) again.add(name);
        });
        again.forEach(name -> steps.put(name, steps.get(name).anew()));
        workflow.onFailure().steps().forEach(step -> steps.computeIfPresent(step.name(), (n, s) -> s.anew()));
        if (!compensating) {
            ending = Ending.NONE;
            message = "";
        }
        status = with(status.phase(), run.spec().retries(), Optional.of(now()), Optional.empty());
        tell(false, "Retried", "goes on");
    }

    private RunStatus with(RunStatus.Phase phase, int retries, Optional<Instant> since, Optional<Instant> finishedAt) {
        return new RunStatus(phase, message, retries, since, finishedAt, ending, order, steps, before);
    }

    /** The run goes no further: what is under way is given up, and what was done may be undone. */
    void end(Ending how, String why) {
        if (ending != Ending.NONE) return;
        ending = how;
        message = why;
        // The route's earlier steps have had their turn in this pass: another one gives them up.
        wakeAt(now());
    }

    /** One step of the route. */
    public void step(String name) {
        step(name, 0);
    }

    /** One stage of a step of the route. */
    public void step(String name, int stage) {
        Step step = turns.step(name);
        StepStatus at = steps.get(name);
        int present = at == null || !at.state().isActive() ? 0 : at.stage();
        if (present != stage || (at != null && at.state().isTerminal())) return;
        if (step.action() instanceof Action.Parallel parallel) {
            join(step, parallel);
        } else if (turns.isMain(name)) {
            main(step, at);
        } else if (turns.mayCompensate(name, ending, this::isOver)) {
            advance(step, at);
        }
    }

    private void main(Step step, StepStatus at) {
        if (ending == Ending.NONE) {
            if (turns.isOn(step.name())) advance(step, at);
            return;
        }
        if (at == null) return;
        if (at.state().isActive()) Acts.of(step.action()).abort(this, step, at);
        put(step, at.ended(State.CANCELLED, at.output(), at.error(), now()));
    }

    private void join(Step step, Action.Parallel parallel) {
        StepStatus before = steps.get(step.name());
        if (ending != Ending.NONE && before != null) {
            put(step, before.ended(State.CANCELLED, "", "", now()));
        }
        if (ending != Ending.NONE || !turns.isOn(step.name())) return;
        List<StepStatus> children = parallel.steps().stream()
                .map(child -> steps.get(child.name()))
                .filter(child -> child != null)
                .toList();
        Instant first = children.stream()
                .flatMap(child -> child.startedAt().stream())
                .min(Instant::compareTo)
                .orElse(now());
        StepStatus begun = StepStatus.begun(State.RUNNING, 1, 0, key(step), 0, first);
        boolean all = parallel.steps().stream().allMatch(child -> turns.hasPassed(child));
        put(step, all ? begun.ended(State.SUCCEEDED, "", "", now()) : begun);
    }

    private void advance(Step step, StepStatus at) {
        if (at == null || at.state() == State.PENDING) {
            begin(step, at);
        } else if (at.state() == State.IN_DOUBT) {
            return;
        } else if (hasTimedOut(step, at)) {
            Acts.of(step.action()).abort(this, step, at);
            fail(step, "took longer than " + words(step.policy().timeout().orElseThrow()));
        } else {
            Acts.of(step.action()).look(this, step, at);
        }
    }

    private boolean hasTimedOut(Step step, StepStatus at) {
        if (step.policy().timeout().isEmpty()) return false;
        Instant deadline =
                at.startedAt().orElseThrow().plus(step.policy().timeout().get());
        if (!now().isBefore(deadline)) return true;
        wakeAt(deadline);
        return false;
    }

    private void begin(Step step, StepStatus at) {
        if (step.skipped()) {
            put(step, StepStatus.begun(State.SKIPPED, 0, 0, "", 0, now()).ended(State.SKIPPED, "", "", now()));
            return;
        }
        if (at != null && at.due().isPresent() && now().isBefore(at.due().get())) {
            wakeAt(at.due().get());
            return;
        }
        Act act = Acts.of(step.action());
        if (at != null && at.order() > 0 && !act.isOver(this, step, at)) return;
        int attempt = at == null ? 1 : at.attempt() + 1;
        int failures = at == null ? 0 : at.failures();
        StepStatus begun = StepStatus.begun(State.RUNNING, attempt, failures, key(step), ++order, now());
        put(step, begun);
        try {
            act.begin(this, step, begun);
        } catch (NoValue e) {
            if (turns.isMain(step.name())) {
                fail(step, e.getMessage());
            } else {
                put(step, begun.ended(State.SKIPPED, "", e.getMessage(), now()));
            }
        }
        StepStatus after = steps.get(step.name());
        if (after.state().isActive()) step.policy().timeout().ifPresent(time -> wakeAt(now().plus(time)));
    }

    /** The same for all attempts, so that a receiver that got one already knows the next. */
    private String key(Step step) {
        return run.metadata().name() + "/" + step.name() + "/" + run.metadata().uid();
    }

    void put(Step step, StepStatus at) {
        steps.put(step.name(), at);
    }

    StepStatus at(String step) {
        return steps.get(step);
    }

    void succeed(Step step, String output) {
        put(step, steps.get(step.name()).ended(State.SUCCEEDED, output, "", now()));
    }

    /** An attempt failed: another one is made, or the step has failed. */
    void fail(Step step, String error) {
        StepStatus at = steps.get(step.name());
        int failures = at.failures() + 1;
        if (failures <= step.policy().retries()) {
            Instant next = now().plus(Backoff.after(step.policy(), at.key(), failures));
            put(step, at.again(error, next));
            wakeAt(next);
            return;
        }
        put(step, at.ended(State.FAILED, at.output(), error, now()));
        tell(true, "StepFailed", step.name() + ": " + error);
        if (turns.isMain(step.name()) && !step.policy().optional()) {
            end(Ending.FAILURE, step.name() + ": " + error);
        }
    }

    /** Nobody knows whether the step was done. */
    void doubt(Step step) {
        put(step, steps.get(step.name()).with(State.IN_DOUBT, Optional.empty()));
        tell(
                true,
                "InDoubt",
                step.name() + " was begun and may not be repeated, and whether it was done is not known: look, then"
                        + " 'caravan retry' does it again and 'caravan cancel' ends the run");
    }

    /** The run's own phase, after all steps have had their turn. Last in the route. */
    public void finish() {
        RunStatus.Phase phase = turns.phase(ending, this::isOver);
        if (phase.isTerminal() && status.finishedAt().isEmpty()) {
            String failed = turns.failedCompensation();
            if (!failed.isEmpty()) {
                message = message + "; the compensation " + failed + " failed: "
                        + steps.get(failed).error();
            }
            boolean bad = phase != RunStatus.Phase.SUCCEEDED;
            tell(bad, phase.title(), message.isEmpty() ? "all steps are done" : message);
            status = with(phase, status.retries(), status.since(), Optional.of(now()));
        } else {
            status = with(phase, status.retries(), status.since(), status.finishedAt());
        }
    }

    private boolean isOver(String step) {
        StepStatus at = steps.get(step);
        return at == null || Acts.of(turns.step(step).action()).isOver(this, turns.step(step), at);
    }

    String resolve(Value value) {
        return value.resolve(this::known);
    }

    /** What is put between what the script says is encoded: it can add no parameter and change no path. */
    String resolveUri(Value value) {
        if (!(value instanceof Value.Joined)) return resolve(value);
        return value.resolve(
                part -> URLEncoder.encode(known(part), StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private String known(Value part) {
        if (part instanceof Value.Input input) return run.spec().inputs().getOrDefault(input.name(), "");
        if (part instanceof Value.Output output) {
            StepStatus at = steps.get(output.step());
            return at == null ? "" : at.output();
        }
        String name = ((Value.Previous) part).name();
        String value = run.spec().previous().get(name);
        if (value == null) {
            throw new NoValue("previous('" + name + "') has no value: no run of "
                    + run.spec().workflow() + " had succeeded before this one was started");
        }
        return value;
    }

    Run run() {
        return run;
    }

    WorkflowSpec workflow() {
        return workflow;
    }

    World world() {
        return world;
    }

    Instant now() {
        return world.now();
    }

    Map<String, dev.caravan.model.PodTemplate> before() {
        return before;
    }

    /** A workload as this pass leaves it. */
    Optional<Workload> workload(ObjectKey key) {
        if (changed.containsKey(key)) return Optional.of(changed.get(key));
        if (created.containsKey(key)) return Optional.of(created.get(key));
        return world.workload(key);
    }

    void change(Workload workload) {
        changed.put(workload.key(), workload);
    }

    void create(Workload workload) {
        created.put(workload.key(), workload);
    }

    void launch(Launch call) {
        launches.add(call);
    }

    /** The call's answer is in the journal once this pass is committed. */
    void answered(String ticket) {
        answered.add(ticket);
    }

    /** Looks again when a workload or a pod of it changes. */
    void watch(ObjectKey workload) {
        watched.add(workload);
    }

    void wakeAt(Instant time) {
        wakeAt = Optional.of(wakeAt.filter(known -> known.isBefore(time)).orElse(time));
    }

    void tell(boolean warning, String reason, String text) {
        notes.add(new Note(warning, reason, text));
    }

    /** The run as the pass leaves it. */
    public Run after() {
        return run.with(status);
    }

    public Map<ObjectKey, Workload> changed() {
        return changed;
    }

    public Map<ObjectKey, Workload> created() {
        return created;
    }

    public List<Note> notes() {
        return notes;
    }

    public List<Launch> launches() {
        return launches;
    }

    public Set<String> answered() {
        return answered;
    }

    public Set<ObjectKey> watched() {
        return watched;
    }

    public Optional<Instant> wakeAt() {
        return wakeAt;
    }

    static String words(Duration time) {
        if (time.toMillis() < 1000) return time.toMillis() + " ms";
        if (time.toSeconds() % 60 != 0 || time.toSeconds() < 60) return time.toSeconds() + " s";
        return time.toMinutes() % 60 == 0 ? time.toHours() + " h" : time.toMinutes() + " min";
    }
}
