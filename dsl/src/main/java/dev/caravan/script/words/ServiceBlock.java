package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Rollout;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.Map;

/** Replicated pods that run always. */
@Says("service")
public final class ServiceBlock extends PodWorkloadBlock {
    private int replicas = 1;
    private Rollout rollout;
    private Duration replaceAfter;

    ServiceBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, Kind.SERVICE, name, spot);
    }

    /** How many pods run. */
    public void replicas(int count) {
        replicas = within("replicas", count, 0, Mode.Service.MAX_REPLICAS, site().argument(0));
    }

    /** How a new template replaces the pods. */
    public void rollout(@DelegatesTo(value = RolloutBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        RolloutBlock block = new RolloutBlock(compilation);
        run(body, block);
        rollout = block.rollout();
        steps.putAll(block.steps());
    }

    /** How long pods of a lost node are waited for. */
    public void onNodeLoss(
            @NamedParams(@NamedParam(value = "replaceAfter", type = Duration.class)) Map<String, ?> options) {
        replaceAfter = positive("replaceAfter", (Duration) options.get("replaceAfter"), site().option("replaceAfter"));
    }

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        return WorkloadSpec.of(app, new Mode.Service(replicas, rollout, replaceAfter), completeTemplate());
    }
}
