package dev.caravan.script.words;

import dev.caravan.model.Action;
import dev.caravan.model.Step;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Percent;
import dev.caravan.script.eval.Spot;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What is done when a step's action fails. */
public abstract class PolicyBlock extends ActionBlock {
    private int retries;
    private Duration backoff;
    private Duration maxBackoff;
    private int jitter = Step.Policy.DEFAULT_JITTER;
    private Duration timeout;
    private boolean repeatable = true;
    private Spot repeatableSpot = Spot.START;

    PolicyBlock(Compilation compilation, WorkflowDraft draft, int retries) {
        super(compilation, draft);
        this.retries = retries;
    }

    /** How often it is tried again, after which pause, doubled up to which, and by how many percent spread. */
    public void retry(
            @NamedParams({
                        @NamedParam(value = "backoff", type = Duration.class),
                        @NamedParam(value = "upTo", type = Duration.class),
                        @NamedParam(value = "jitter", type = Percent.class)
                    })
                    Map<String, ?> options,
            int times) {
        retries = within("retry", times, 0, 1000, site().argument(0));
        backoff = positive("backoff", (Duration) options.get("backoff"), site().option("backoff"));
        maxBackoff = positive("upTo", (Duration) options.get("upTo"), site().option("upTo"));
        if (options.containsKey("jitter")) {
            jitter = within("jitter", ((Percent) options.get("jitter")).value(), 0, 100, site().option("jitter"));
        }
    }

    /** How long one attempt may take. */
    public void timeout(Duration time) {
        timeout = positive("timeout", time, site().argument(0));
    }

    /** Whether it may be done again when nobody knows whether it was done; false: an operator decides. */
    public void repeatable(boolean is) {
        repeatable = is;
        repeatableSpot = site().word();
    }

    @NoWord
    final Step.Policy policy(boolean optional) {
        return new Step.Policy(
                retries, backoff, maxBackoff, jitter, Optional.ofNullable(timeout), optional, repeatable);
    }

    @NoWord
    final void checkRepeatable(Action action) {
        if (!repeatable && action.isInside()) {
            compilation.faults.add(
                    repeatableSpot, "repeatable is for call and send: what happens inside Caravan happens once anyway");
        }
    }
}
