package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Names;
import dev.caravan.model.Port;
import dev.caravan.model.Rollout;
import dev.caravan.model.Trigger;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service that scales with its requests, down to nothing. */
@Says("function")
public final class FunctionBlock extends PodWorkloadBlock {
    private static final int MAX_TRIGGERS = 20;

    private int min;
    private int max = Mode.Function.DEFAULT_MAX;
    private int concurrency = Mode.Function.DEFAULT_CONCURRENCY;
    private Duration idle;
    private Duration timeout;
    private Rollout rollout;
    private final Map<String, Trigger> triggers = new LinkedHashMap<>();
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

    /**
     * What calls the function: HTTP on a path, or on a host and path, through the ingress; a time; or a message that a Camel
     * endpoint has. A call that failed is tried again {@code retry} times, then goes to {@code deadLetter}: a Camel endpoint,
     * or a name under which the cluster keeps the last hundred as a config.
     */
    public void on(
            @NamedParams({
                        @NamedParam(value = "retry", type = int.class),
                        @NamedParam(value = "deadLetter", type = String.class)
                    })
                    Map<String, ?> options,
            TriggerWord trigger) {
        notInOverlay("on");
        if (trigger instanceof CheckWord.Http) {
            options.keySet().forEach(option -> {
                throw Fault.at(site().option(option), "on http takes no '" + option + ":': its caller gets the answer");
            });
            enter((CheckWord.Http) trigger);
            return;
        }
        Trigger added = trigger(trigger, options);
        if (triggers.putIfAbsent(added.id(), added) != null) {
            throw Fault.at(trigger.spot(), "the function has the trigger '" + added.id() + "' already");
        }
        if (triggers.size() > MAX_TRIGGERS) {
            throw Fault.at(trigger.spot(), "a function has at most " + MAX_TRIGGERS + " triggers");
        }
    }

    private Trigger trigger(TriggerWord word, Map<String, ?> options) {
        int retries = Trigger.DEFAULT_RETRIES;
        if (options.containsKey("retry")) {
            retries = within("retry", (Integer) options.get("retry"), 0, 1000, site().option("retry"));
        }
        Optional<String> deadLetter = Optional.ofNullable((String) options.get("deadLetter"));
        deadLetter.ifPresent(this::checkDeadLetter);
        if (word instanceof TriggerWord.Every) {
            return new Trigger.Every(((TriggerWord.Every) word).period(), retries, deadLetter);
        }
        if (word instanceof TriggerWord.Cron) {
            TriggerWord.Cron cron = (TriggerWord.Cron) word;
            return new Trigger.Cron(cron.schedule(), cron.zone(), retries, deadLetter);
        }
        return new Trigger.Camel(((TriggerWord.Camel) word).uri(), retries, deadLetter);
    }

    private void checkDeadLetter(String target) {
        if (target.indexOf(':') < 0) {
            if (!Names.isValid(target)) throw Fault.at(site().option("deadLetter"), badName("a config", target));
            return;
        }
        compilation.endpointProblem.apply(target).ifPresent(problem -> {
            throw Fault.at(site().option("deadLetter"), problem);
        });
    }

    /** Calls again and again, a second or more between. */
    public TriggerWord.Every every(Duration period) {
        if (period.compareTo(Trigger.Every.SHORTEST) < 0) {
            throw Fault.at(site().argument(0), "every must be 1 second or longer");
        }
        return new TriggerWord.Every(period, site().word());
    }

    /** Calls by a schedule of five fields, read in a time zone. */
    public TriggerWord.Cron cron(
            @NamedParams(@NamedParam(value = "zone", type = String.class)) Map<String, ?> options, String fields) {
        String zone = (String) options.get("zone");
        CronBlock.checkSchedule(fields, site().argument(0), zone, site().option("zone"), compilation.faults);
        return new TriggerWord.Cron(fields, zone, site().word());
    }

    /** Calls for each message of a Camel endpoint, whose component is in the connectors folder. */
    public TriggerWord.Camel camel(String uri) {
        compilation.endpointProblem.apply(uri).ifPresent(problem -> {
            throw Fault.at(site().argument(0), problem);
        });
        return new TriggerWord.Camel(uri, site().word());
    }

    private void enter(CheckWord.Http http) {
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
        steps.putAll(block.steps());
    }

    /** Gives the first port, or the one that {@code on http} names, its way in. */
    void open() {
        if (ports().isEmpty()) {
            ports().add(new DeclaredPort(Port.tcp(Mode.Function.DEFAULT_PORT), spot(), spot(), spot()));
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
        Mode mode = new Mode.Function(min, max, concurrency, idle, timeout, rollout, List.copyOf(triggers.values()));
        return WorkloadSpec.of(app, mode, completeTemplate());
    }
}
