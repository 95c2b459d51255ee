package dev.caravan.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's API with a deadline on every call and errors that name what was tried. Streams (events, followed logs,
 * pulls, execs) have a client of their own, whose answers may be silent for as long as they like.
 */
final class DockerApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerApi.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration IMPORT_DEADLINE = Duration.ofSeconds(60);
    private static final int CALL_CONNECTIONS = 16;
    private static final int STREAM_CONNECTIONS = 256;

    private final DockerHost host;
    private final DockerClient calls;
    private final DockerClient streams;
    private final AtomicInteger inFlight = new AtomicInteger();

    DockerApi(DockerHost host, Duration deadline) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .build();
        this.host = host;
        calls = DockerClientImpl.getInstance(config, transport(config, deadline, CALL_CONNECTIONS));
        streams = DockerClientImpl.getInstance(config, transport(config, null, STREAM_CONNECTIONS));
    }

    private static ZerodepDockerHttpClient transport(DockerClientConfig config, Duration deadline, int connections) {
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(CONNECT)
                .maxConnections(connections);
        if (deadline != null) http.responseTimeout(deadline);
        return http.build();
    }

    /** Makes an image of one layer. By hand, since docker-java 3.7 sends {@code null} in place of the archive. */
    void importImage(String name, byte[] archive) {
        String path = "/images/create?fromSrc=-&repo=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        String action = "importing image " + name;
        String answer = call(action, () -> {
            try {
                return host.post(path, archive, IMPORT_DEADLINE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        boolean done = answer.startsWith("HTTP/1.") && answer.contains(" 200 ") && !answer.contains("\"error\"");
        if (!done) throw new EngineException(Reason.REFUSED, action + " failed: " + answer);
    }

    /** For calls that answer at once. */
    DockerClient calls() {
        return calls;
    }

    /** For answers that go on. */
    DockerClient streams() {
        return streams;
    }

    /** How many calls are under way. */
    int inFlight() {
        return inFlight.get();
    }

    /** Makes a call and translates its failure; {@code action} reads like "starting container main of pod a/b". */
    <T> T call(String action, Supplier<T> call) {
        inFlight.incrementAndGet();
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw translate(action, e);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /** Makes a call for which the thing being gone, or being so already, is as good. */
    void callIfThere(String action, Runnable call) {
        inFlight.incrementAndGet();
        try {
            call.run();
        } catch (NotFoundException | NotModifiedException | ConflictException e) {
            LOG.debug("event=docker.call.needless action=\"{}\" answer=\"{}\"", action, text(e));
        } catch (RuntimeException e) {
            throw translate(action, e);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private static EngineException translate(String action, RuntimeException e) {
        if (e instanceof EngineException translated) return translated;
        String message = action + " failed: " + text(e);
        if (e instanceof NotFoundException) return new EngineException(Reason.NOT_FOUND, message, e);
        if (e instanceof DockerException answered && answered.getHttpStatus() >= 400) {
            return new EngineException(sandboxLost(message) ? Reason.SANDBOX_LOST : Reason.REFUSED, message, e);
        }
        return new EngineException(Reason.UNAVAILABLE, message, e);
    }

    private static boolean sandboxLost(String message) {
        return message.contains("cannot join network of a non running container")
                || message.contains("joining network namespace of container");
    }

    /** The engine's own words: the message within its JSON answer. */
    static String text(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int start = message.indexOf("{\"message\":\"");
        if (start >= 0) {
            message = message.substring(start + 12).replaceFirst("\"}\\s*$", "").replace("\\\"", "\"");
        }
        return message.strip();
    }

    @Override
    public void close() {
        for (DockerClient client : new DockerClient[] {calls, streams}) {
            try {
                client.close();
            } catch (IOException e) {
                LOG.warn("event=docker.close.failed reason=\"{}\"", e.getMessage());
            }
        }
    }
}
