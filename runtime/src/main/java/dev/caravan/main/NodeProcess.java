package dev.caravan.main;

import dev.caravan.agent.Agent;
import dev.caravan.agent.AgentConfig;
import dev.caravan.engine.Engine;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import dev.caravan.proxy.Proxy;
import dev.caravan.proxy.ProxyConfig;
import dev.caravan.proxy.link.LinkStream;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One node: its engine, its agent and its proxy. */
final class NodeProcess implements AutoCloseable {
    /** The link's word for a container's log. */
    static final String LOGS = "logs";

    private static final int START_SECONDS = 60;

    private final AgentConfig config;
    private final Threads threads = new Threads();
    private final Agent agent;
    private final Proxy proxy;

    NodeProcess(
            AgentConfig config,
            String clusterSecret,
            boolean autoPublish,
            ClusterStore store,
            Signals signals,
            PodSecrets secrets) {
        this.config = config;
        Engine engine = Engines.create(
                config.engine(),
                config.clusterId(),
                config.nodeName(),
                config.address(),
                config.dataDir(),
                threads.timer());
        agent = new Agent(config, engine, store, signals, secrets, Clock.systemUTC(), threads.timer(), Threads::newId);
        ProxyConfig proxied = new ProxyConfig(
                config.nodeName(),
                config.address(),
                config.linkPort(),
                config.ingressPort(),
                autoPublish,
                clusterSecret,
                config.dataDir());
        proxy = new Proxy(proxied, store, signals, Clock.systemUTC());
        proxy.registerLinkService(LOGS, this::serveLog);
    }

    /** Starts the agent, then the proxy, which tells on the registered node what it listens on. */
    void start() {
        try {
            // It is also how `down --purge` knows which nodes there were.
            Files.createDirectories(config.dataDir());
            agent.start().get(START_SECONDS, TimeUnit.SECONDS);
            proxy.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting node " + config.nodeName(), e);
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("node " + config.nodeName() + " cannot start: " + cause.getMessage(), e);
        }
    }

    private void serveLog(Map<String, String> params, LinkStream stream) throws IOException {
        int tail = Integer.parseInt(params.getOrDefault("tail", "-1"));
        Optional<Instant> since = Optional.ofNullable(params.get("since"))
                .map(seconds -> Clock.systemUTC().instant().minus(Duration.ofSeconds(Long.parseLong(seconds))));
        boolean follow = "true".equals(params.get("follow"));
        CountDownLatch ended = new CountDownLatch(1);
        stream.onClose(ended::countDown);
        LogSink sink = new LogSink() {
            @Override
            public void line(String line) {
                write(stream, line, ended);
            }

            @Override
            public void end(Optional<String> error) {
                error.ifPresent(text -> write(stream, "caravan: " + text, ended));
                ended.countDown();
            }
        };
        LogRequest request = new LogRequest(tail, since, follow);
        try {
            LogStream lines =
                    agent.logs(params.getOrDefault("pod", ""), params.getOrDefault("container", ""), request, sink);
            stream.onClose(lines::close);
            ended.await();
            lines.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            write(stream, "caravan: " + e.getMessage(), ended);
        }
    }

    private static void write(LinkStream stream, String line, CountDownLatch ended) {
        try {
            stream.output().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The reader has gone: nobody is left to tell.
            ended.countDown();
        }
    }

    /** Leaves the pods running, for the next agent to adopt. */
    @Override
    public void close() {
        close(false);
    }

    /** @param stopPods whether the node's pods end with it */
    void close(boolean stopPods) {
        agent.close(stopPods);
        proxy.close();
        threads.close();
    }
}
