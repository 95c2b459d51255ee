package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Port;
import dev.caravan.model.Rollout;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.lang.IntRange;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.Map;

/** A service that scales with its requests, down to nothing. */
@Says("function")
public final class FunctionBlock extends PodWorkloadBlock {
    private int min;
    private int max = Mode.Function.DEFAULT_MAX;
    private int concurrency = Mode.Function.DEFAULT_CONCURRENCY;
    private Duration idle;
    private Duration timeout;
    private Rollout rollout;
    private CheckWord.Http entry;

    FunctionBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, Kind.FUNCTION, name, spot);
    }

    /** Fewest and most pods, requests that one answers at a time, and how long nothing is asked before the last go. */
    public void scale(
            @NamedParams({
                        @NamedParam(value = "concurrency", type = int.class),
                        @NamedParam(value = "idle", type = Duration.class)
                    })
                    Map<String, ?> options,
            IntRange pods) {
        if (pods.isReverse() || pods.getFrom() < 0 || pods.getTo() < 1 || pods.getTo() > Mode.Service.MAX_REPLICAS) {
            throw Fault.at(
                    site().argument(0),
                    "scale must be within 0.." + Mode.Service.MAX_REPLICAS + " with at least one pod at most, was "
                            + pods);
        }
        min = pods.getFrom();
        max = pods.getTo();
        if (options.containsKey("concurrency")) {
            concurrency = within(
                    "concurrency", (Integer) options.get("concurrency"), 1, 100_000, site().option("concurrency"));
        }
        if (options.containsKey("idle")) {
            idle = positive("idle", (Duration) options.get("idle"), site().option("idle"));
        }
    }

    /** What wakes the function: HTTP on a path, or on a host and path, through the ingress. */
    public void on(CheckWord.Http http) {
        notInOverlay("on");
        if (entry != null)
            throw Fault.at(http.spot(), "a function answers one http path; it has '" + entry.path() + "'");
        checkEntry(http.path(), http.spot());
        entry = http;
    }

    /** How long one request may take, waiting for a pod included. */
    public void timeout(Duration time) {
        timeout = positive("timeout", time, site().argument(0));
    }

    /** How a new template replaces the pods. */
    public void rollout(@DelegatesTo(value = RolloutBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        RolloutBlock block = new RolloutBlock(compilation);
        run(body, block);
        rollout = block.rollout();
    }

    /** Gives the first port, or the one that {@code on http} names, its way in. */
    void open() {
        if (ports().isEmpty()) {
            if (!isDamaged()) compilation.faults.add(spot(), "function '" + name + "' needs a port that it answers on");
            return;
        }
        if (entry == null) return;
        int index = 0;
        for (int i = ports().size() - 1; i >= 0; i--) {
            Port port = ports().get(i).port();
            if (entry.port().isPresent() ? entry.port().get() == port.number() : port.protocol() == Port.Protocol.TCP) {
                index = i;
            }
        }
        DeclaredPort chosen = ports().get(index);
        if (chosen.port().protocol() == Port.Protocol.UDP) {
            compilation.faults.add(
                    entry.spot(),
                    "on http wants a TCP port; port " + chosen.port().number() + " is UDP");
        } else if (chosen.port().at().isPresent()) {
            compilation.faults.add(entry.spot(), "port " + chosen.port().number() + " says at: already");
        } else {
            ports().set(index, chosen.at(entry.path(), entry.spot()));
        }
    }

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        Mode mode = new Mode.Function(min, max, concurrency, idle, timeout, rollout);
        return WorkloadSpec.of(app, mode, completeTemplate());
    }
}
