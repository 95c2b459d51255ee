package dev.caravan.connect;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Trigger;
import dev.caravan.routes.TriggerRoutes;
import dev.caravan.script.Components;
import java.io.IOException;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Camel context of the endpoints that scripts name, apart from the one that drives the cluster: whatever a component does,
 * reconciling goes on. Made on the first need. Starting, stopping and sending happen on threads of its own, since components
 * block. Thread-safe.
 */
public final class UserEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UserEndpoints.class);
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int STOP_SECONDS = 2;

    private final Connectors connectors;
    private final Components components;
    private final FunctionCalls calls;
    private final DeadLetters letters;
    private final ThreadPoolExecutor threads;

    /** The routes of each function by their id; guarded by this object, like the context. */
    private final Map<ObjectKey, Set<String>> routes = new HashMap<>();

    /** Why a function's triggers do not listen. */
    private final Map<ObjectKey, String> problems = new ConcurrentHashMap<>();

    private DefaultCamelContext camel;
    private URLClassLoader loader;
    private ProducerTemplate template;
    private boolean closed;

    public UserEndpoints(Connectors connectors, FunctionCalls calls, DeadLetters letters) {
        this.connectors = connectors;
        this.components = new Components(connectors.schemes());
        this.calls = calls;
        this.letters = letters;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "caravan-endpoints");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Sends a message to an endpoint and completes with its answer, as text and as far as it is kept. Fails if the endpoint is none
     * that a script may name, if it says so, or if {@value #MAX_WAITING} messages wait already.
     */
    public CompletionStage<String> send(String uri, String body, Map<String, String> headers) {
        Optional<String> problem = components.problem(uri);
        if (problem.isPresent()) return CompletableFuture.failedFuture(new IllegalArgumentException(problem.get()));
        CompletableFuture<String> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(sendNow(uri, body, headers));
                } catch (Exception | LinkageError e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IllegalStateException("too many messages wait to be sent"));
        }
        return answer;
    }

    private String sendNow(String uri, String body, Map<String, String> headers) throws Exception {
        Exchange sent = template().request(uri, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setBody(body);
            headers.forEach(exchange.getIn()::setHeader);
        });
        if (sent.getException() != null) throw sent.getException();
        String text = sent.getMessage().getBody(String.class);
        return text == null ? "" : text.substring(0, Math.min(text.length(), MAX_ANSWER));
    }

    private synchronized ProducerTemplate template() throws Exception {
        context();
        return template;
    }

    private DefaultCamelContext context() throws Exception {
        if (closed) throw new IllegalStateException("this member drives no more");
        if (camel != null) return camel;
        URLClassLoader jars = connectors.classLoader();
        DefaultCamelContext made = new DefaultCamelContext(false);
        made.disableJMX();
        made.getCamelContextExtension().setName("caravan-endpoints");
        made.setApplicationContextClassLoader(jars);
        made.getShutdownStrategy().setTimeout(STOP_SECONDS);
        made.getShutdownStrategy().setShutdownNowOnTimeout(true);
        made.addComponent("call", new CallComponent(calls));
        made.addComponent("dead-letter", new DeadLetterComponent(letters));
        made.start();
        template = made.createProducerTemplate();
        loader = jars;
        camel = made;
        return made;
    }

    /**
     * Sees that just these triggers of a function listen; returns at once. What cannot be started is tried again by the next call,
     * and is told by {@link #problem}.
     */
    public void listen(ObjectKey function, List<Trigger.Camel> triggers) {
        try {
            threads.execute(() -> listenNow(function, triggers));
        } catch (RejectedExecutionException e) {
            problems.put(function, "too much waits for endpoints");
        }
    }

    private synchronized void listenNow(ObjectKey function, List<Trigger.Camel> triggers) {
        if (closed) return;
        Map<String, RouteDefinition> wanted = new HashMap<>();
        String problem = "";
        for (Trigger.Camel trigger : triggers) {
            Optional<String> refused = components.problem(trigger.uri()).or(() -> trigger.deadLetter()
                    .filter(target -> target.indexOf(':') >= 0)
                    .flatMap(components::problem));
            if (refused.isPresent()) {
                problem = trigger.uri() + ": " + refused.get();
                continue;
            }
            RouteDefinition route = TriggerRoutes.definition(function.namespace(), function.name(), trigger);
            wanted.put(route.getRouteId(), route);
        }
        Set<String> live = routes.computeIfAbsent(function, key -> new HashSet<>());
        for (String id : Set.copyOf(live)) {
            if (!wanted.containsKey(id)) remove(function, live, id);
        }
        for (Map.Entry<String, RouteDefinition> route : wanted.entrySet()) {
            if (live.contains(route.getKey())) continue;
            try {
                context().addRouteDefinition(route.getValue());
                live.add(route.getKey());
                LOG.info("event=TriggerListens function={} route={}", function, route.getKey());
            } catch (Exception | LinkageError e) {
                problem = route.getValue().getInput().getUri() + ": " + root(e);
                forget(route.getKey());
            }
        }
        if (live.isEmpty()) routes.remove(function);
        if (problem.isEmpty()) {
            problems.remove(function);
        } else if (!problem.equals(problems.put(function, problem))) {
            LOG.warn("event=TriggerNotStarted function={} cause=\"{}\"", function, problem);
        }
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void remove(ObjectKey function, Set<String> live, String id) {
        if (!forget(id)) return;
        live.remove(id);
        LOG.info("event=TriggerStopped function={} route={}", function, id);
    }

    /** Takes out a route, or what an attempt to start it left. */
    private boolean forget(String id) {
        try {
            if (camel == null || camel.getRouteDefinition(id) == null) return true;
            camel.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
            camel.removeRoute(id);
            return true;
        } catch (Exception e) {
            LOG.warn("event=TriggerNotStopped route={} cause=\"{}\"", id, e.toString());
            return false;
        }
    }

    /** Stops what listens for functions that are no more. */
    public void listenOnlyFor(Set<ObjectKey> functions) {
        Set<ObjectKey> gone;
        synchronized (this) {
            gone = new HashSet<>(routes.keySet());
        }
        gone.removeAll(functions);
        gone.forEach(function -> listen(function, List.of()));
        problems.keySet().retainAll(functions);
    }

    /** Why triggers of a function do not listen; empty if they do, or will soon. */
    public Optional<String> problem(ObjectKey function) {
        return Optional.ofNullable(problems.get(function));
    }

    /** The routes that listen now, for inspection. */
    public synchronized List<String> listening() {
        return routes.values().stream().flatMap(Set::stream).sorted().toList();
    }

    /** The context, once something needed it. */
    public synchronized Optional<CamelContext> camel() {
        return Optional.ofNullable(camel);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        synchronized (this) {
            closed = true;
            if (camel == null) return;
            camel.stop();
            try {
                loader.close();
            } catch (IOException e) {
                LOG.warn("event=ConnectorsNotClosed cause=\"{}\"", e.toString());
            }
        }
    }
}
