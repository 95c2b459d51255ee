package dev.caravan.workflow;

import dev.caravan.model.Action;

/** Which act carries out which action. */
final class Acts {
    private static final Act JOB = new JobAct();
    private static final Act CANARY = new CanaryAct();
    private static final Act APPROVE = new ApproveAct();
    private static final Act SERVICE = new ServiceAct();
    private static final Act OUTSIDE = new OutsideAct();
    private static final Act NONE = new Act() {
        @Override
        public void begin(Progress run, dev.caravan.model.Step step, dev.caravan.model.StepStatus status) {}

        @Override
        public void look(Progress run, dev.caravan.model.Step step, dev.caravan.model.StepStatus status) {}
    };

    private Acts() {}

    static Act of(Action action) {
        if (action instanceof Action.RunJob) return JOB;
        if (action instanceof Action.Canary) return CANARY;
        if (action instanceof Action.Approve) return APPROVE;
        if (action instanceof Action.Promote || action instanceof Action.Restore) return SERVICE;
        return action instanceof Action.Parallel ? NONE : OUTSIDE;
    }
}
