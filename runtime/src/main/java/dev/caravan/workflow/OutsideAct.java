package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import java.time.Duration;
import java.util.Map;

/** Calls that leave Caravan: begun after the journal says so, and repeated when nobody knows how one ended. */
final class OutsideAct implements Act {
    /** The header by which a receiver knows a repeated call. */
    static final String KEY_HEADER = "Idempotency-Key";

    private static final Duration TURN = Duration.ofMillis(200);

    static String ticket(Progress run, Step step, StepStatus status) {
        return run.run().key().path() + "/" + step.name() + "/" + status.attempt();
    }

    @Override
    public void begin(Progress run, Step step, StepStatus status) {
        launch(run, step, status);
    }

    @Override
    public void look(Progress run, Step step, StepStatus status) {
        String ticket = ticket(run, step, status);
        Outside.Answer answer = run.world().outside().answer(ticket);
        switch (answer.state()) {
            case UNDER_WAY -> {}
            case DONE -> {
                run.succeed(step, answer.text());
                run.answered(ticket);
            }
            case FAILED -> {
                run.fail(step, answer.text());
                run.answered(ticket);
            }
            case UNKNOWN -> {
                if (step.policy().repeatable()) {
                    launch(run, step, status);
                } else {
                    run.doubt(step);
                }
            }
        }
    }

    private static void launch(Progress run, Step step, StepStatus status) {
        World.Reach reach = run.world().reach();
        Map<String, String> headers = Map.of(KEY_HEADER, status.key());
        String ticket = ticket(run, step, status);
        // One that may not be repeated is not left begun and unsent: that would look like a doubt.
        if (step.policy().repeatable() && !run.world().outside().hasRoom()) {
            run.wakeAt(run.now().plus(TURN));
            return;
        }
        if (step.action() instanceof Action.CallHttp call) {
            String url = run.resolveUri(call.url());
            String body = call.body().map(run::resolve).orElse("");
            run.launch(new Progress.Launch(ticket, () -> reach.http().call(call.method(), url, body, headers)));
        } else {
            Action.SendCamel send = (Action.SendCamel) step.action();
            String uri = run.resolveUri(send.uri());
            String body = send.body().map(run::resolve).orElse("");
            run.launch(new Progress.Launch(ticket, () -> reach.connector().send(uri, body, headers)));
        }
    }

    @Override
    public void abort(Progress run, Step step, StepStatus status) {
        run.answered(ticket(run, step, status));
    }
}
