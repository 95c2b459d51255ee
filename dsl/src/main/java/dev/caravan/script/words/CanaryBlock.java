package dev.caravan.script.words;

import dev.caravan.model.Action;
import dev.caravan.model.Gate;
import dev.caravan.model.Metric;
import dev.caravan.model.Step;
import dev.caravan.model.Value;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.MetricWord;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Percent;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tries another template with a part of a service's pods, stage by stage. */
@Says("canary")
public final class CanaryBlock extends ValuesBlock {
    private final String service;
    private final Spot spot;
    private Value image;
    private final Map<String, Value> env = new TreeMap<>();
    private final List<Integer> stages = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private Duration hold;
    private Duration timeout;
    private List<Step> compensate = List.of();

    CanaryBlock(Compilation compilation, WorkflowDraft draft, String service, Spot spot) {
        super(compilation, draft);
        this.service = service;
        this.spot = spot;
    }

    /** The image that is tried. */
    public void image(Value reference) {
        image = reference;
    }

    /** Environment variables that are tried. */
    public void env(Map<String, ?> variables) {
        env.putAll(values("env", variables, site().word()));
    }

    /** What part of the service it gets, stage by stage. */
    public void stages(Percent... percents) {
        if (percents.length == 0) throw Fault.at(site().word(), "stages wants percentages such as 5.percent");
        stages.clear();
        for (int i = 0; i < percents.length; i++) {
            int percent = within("a stage", percents[i].value(), 1, 100, site().argument(i));
            if (i > 0 && percent <= percents[i - 1].value()) {
                throw Fault.at(
                        site().argument(i),
                        "stages must grow: " + percent + " percent comes after " + percents[i - 1].value());
            }
            stages.add(percent);
        }
    }

    /** How long each stage is looked at, once its pods are ready. */
    public void hold(Duration time) {
        hold = positive("hold", time, site().argument(0));
    }

    /** What must be true of the canary's pods while it is held; {@code over} is the time that the metric is taken over. */
    public void gate(
            @NamedParams(@NamedParam(value = "over", type = Duration.class)) Map<String, ?> options,
            MetricWord.Condition condition) {
        Duration over = positive("over", (Duration) options.get("over"), site().option("over"));
        gates.add(new Gate(condition.metric(), condition.comparison(), condition.limit(), over));
    }

    /** A metric of the canary's pods. */
    public MetricWord metric(String name) {
        if (Metric.parse(name).isEmpty()) {
            throw Fault.at(
                    site().argument(0),
                    "there is no metric '" + name + "'" + Spelling.hint(name, Set.copyOf(Metric.words())));
        }
        return new MetricWord(name);
    }

    /** How long all stages together may take. */
    public void timeout(Duration time) {
        timeout = positive("timeout", time, site().argument(0));
    }

    /** What undoes the canary. */
    public void compensate(
            @DelegatesTo(value = CompensateBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        CompensateBlock block = new CompensateBlock(compilation, draft, service, site().word());
        run(body, block);
        if (block.isDamaged()) damage();
        compensate = block.build();
    }

    @NoWord
    Step build() {
        if (!isDamaged()) {
            if (image == null && env.isEmpty()) {
                compilation.faults.add(spot, "canary('" + service + "') tries nothing; it wants an image or env");
            }
            if (stages.isEmpty()) {
                compilation.faults.add(spot, "canary('" + service + "') needs stages such as 5.percent, 50.percent");
            }
        }
        if (stages.isEmpty()) throw Fault.silent();
        Action.Canary action = new Action.Canary(service, Optional.ofNullable(image), env, stages, hold, gates);
        Step.Policy once = Step.Policy.once();
        Step.Policy policy = new Step.Policy(
                0, once.backoff(), once.maxBackoff(), once.jitterPercent(), Optional.ofNullable(timeout), false, true);
        return new Step(service, action, policy, false, compensate);
    }
}
