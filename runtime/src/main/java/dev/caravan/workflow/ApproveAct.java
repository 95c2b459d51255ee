package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.Run;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.StepStatus.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Waits until enough different people agree, one does not, or the time is over. */
final class ApproveAct implements Act {
    @Override
    public void begin(Progress run, Step step, StepStatus status) {
        Action.Approve action = (Action.Approve) step.action();
        Optional<Instant> due = action.expires().map(run.now()::plus);
        run.put(step, status.with(State.WAITING, due));
        due.ifPresent(run::wakeAt);
        String who = action.role().isEmpty() ? "" : " of " + action.role();
        run.tell(false, "Waiting", step.name() + " waits for " + action.quorum() + " approval(s)" + who);
    }

    @Override
    public void look(Progress run, Step step, StepStatus status) {
        Action.Approve action = (Action.Approve) step.action();
        List<Run.Vote> votes = run.run().spec().votes().stream()
                .filter(vote -> vote.step().equals(step.name()) && vote.attempt() == status.attempt())
                .toList();
        Optional<Run.Vote> refusal =
                votes.stream().filter(vote -> !vote.agrees()).findFirst();
        List<String> approvers = votes.stream()
                .filter(Run.Vote::agrees)
                .map(Run.Vote::by)
                .distinct()
                .toList();
        if (refusal.isPresent()) {
            run.fail(step, "rejected by " + refusal.get().by());
        } else if (approvers.size() >= action.quorum()) {
            run.succeed(step, "approved by " + String.join(", ", approvers));
        } else if (status.due().isPresent() && !run.now().isBefore(status.due().get())) {
            run.fail(
                    step,
                    "expired after " + Progress.words(action.expires().orElseThrow()) + " with " + approvers.size()
                            + " of " + action.quorum() + " approvals");
        } else {
            status.due().ifPresent(run::wakeAt);
        }
    }
}
