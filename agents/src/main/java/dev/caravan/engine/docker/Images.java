package dev.caravan.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.model.ContainerSpec;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which images the engine has. One that is there is never pulled; one pull at a time for each name. */
final class Images {
    private static final Logger LOG = LoggerFactory.getLogger(Images.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MAX_REMEMBERED = 1_000;
    private static final Duration PULL_DEADLINE = Duration.ofMinutes(15);

    /** An image that was seen, and the signal that its containers want for their end. */
    private record Present(Instant seen, String stopSignal) {}

    private final DockerApi api;
    private final Clock clock;
    private final Executor executor;
    private final Map<String, Present> present = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    Images(DockerApi api, Clock clock, Executor executor) {
        this.api = api;
        this.clock = clock;
        this.executor = executor;
    }

    CompletionStage<Void> prepare(ContainerSpec spec) {
        if (spec.image().isEmpty()) {
            return CompletableFuture.failedFuture(new EngineException(
                    Reason.UNSUPPORTED,
                    "container " + spec.name() + " has a process form but no image, and this node runs images:"
                            + " give it one, or run it where the engine is 'process'"));
        }
        String image = spec.image().get();
        if (isFresh(image)) return CompletableFuture.completedFuture(null);
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = underWay.putIfAbsent(image, mine);
        if (other != null) return other;
        executor.execute(() -> lookThenPull(image, mine));
        return mine;
    }

    private boolean isFresh(String image) {
        Present known = present.get(image);
        return known != null && known.seen().plus(REMEMBERED).isAfter(clock.instant());
    }

    private void lookThenPull(String image, CompletableFuture<Void> done) {
        try {
            if (look(image)) {
                finish(image, done, null);
            } else {
                pull(image, done);
            }
        } catch (EngineException e) {
            finish(image, done, e);
        }
    }

    private void finish(String image, CompletableFuture<Void> done, EngineException failure) {
        underWay.remove(image, done);
        if (failure == null) done.complete(null);
        else done.completeExceptionally(failure);
    }

    /** Whether the engine has it. */
    boolean look(String image) {
        try {
            InspectImageResponse found = api.call(
                    "looking for image " + image,
                    () -> api.calls().inspectImageCmd(image).exec());
            if (present.size() > MAX_REMEMBERED) present.clear();
            present.put(image, new Present(clock.instant(), stopSignal(found)));
            return true;
        } catch (EngineException e) {
            if (e.reason() != Reason.NOT_FOUND) throw e;
            return false;
        }
    }

    private static String stopSignal(InspectImageResponse image) {
        Object stated = image.getConfig() == null
                ? null
                : image.getConfig().getRawValues().get("StopSignal");
        return stated instanceof String signal && !signal.isBlank() ? signal : "SIGTERM";
    }

    /** The signal that asks containers of an image to end. */
    String stopSignal(String image) {
        if (!present.containsKey(image) && !look(image)) return "SIGTERM";
        return Optional.ofNullable(present.get(image)).map(Present::stopSignal).orElse("SIGTERM");
    }

    /** The engine said that the image is not there after all. */
    void forget(String image) {
        present.remove(image);
    }

    private void pull(String image, CompletableFuture<Void> done) {
        LOG.info("event=image.pull image={} reason=\"not on this node\"", image);
        String tagged =
                image.contains("@") || image.lastIndexOf(':') > image.lastIndexOf('/') ? image : image + ":latest";
        ResultCallback.Adapter<PullResponseItem> pull = new ResultCallback.Adapter<>() {
            private volatile String refusal;

            @Override
            public void onNext(PullResponseItem item) {
                if (item.getErrorDetail() != null)
                    refusal = item.getErrorDetail().getMessage();
            }

            @Override
            public void onError(Throwable e) {
                finish(image, done, pullFailed(image, DockerApi.text(e)));
            }

            @Override
            public void onComplete() {
                super.onComplete();
                if (refusal != null) finish(image, done, pullFailed(image, refusal));
                else executor.execute(() -> confirm(image, done));
            }
        };
        CompletableFuture<Void> deadline = new CompletableFuture<Void>()
                .completeOnTimeout(null, PULL_DEADLINE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        deadline.thenRun(() -> finish(
                image, done, pullFailed(image, "no end of it within " + PULL_DEADLINE.toMinutes() + " minutes")));
        done.whenComplete((ok, failure) -> {
            deadline.cancel(false);
            close(pull);
        });
        try {
            api.streams().pullImageCmd(tagged).exec(pull);
        } catch (RuntimeException e) {
            finish(image, done, pullFailed(image, DockerApi.text(e)));
        }
    }

    private static void close(Closeable pull) {
        try {
            pull.close();
        } catch (IOException e) {
            LOG.debug("event=image.pull.close reason=\"{}\"", e.getMessage());
        }
    }

    private void confirm(String image, CompletableFuture<Void> done) {
        try {
            finish(image, done, look(image) ? null : pullFailed(image, "the pull ended without it"));
        } catch (EngineException e) {
            finish(image, done, e);
        }
    }

    private static EngineException pullFailed(String image, String why) {
        return new EngineException(
                Reason.IMAGE_PULL_FAILED,
                "image " + image + " is not on this node and could not be pulled (" + why
                        + "): build it with examples/images/build, or push it to a registry that this node reaches");
    }

    /** Makes the sandbox's image if the engine lacks it. */
    void makeSandboxImage() {
        if (look(SandboxImage.NAME)) return;
        String architecture = api.call(
                        "asking for the architecture",
                        () -> api.calls().infoCmd().exec())
                .getArchitecture();
        byte[] archive = Tar.program(SandboxImage.PROGRAM, SandboxImage.program(architecture));
        api.importImage(SandboxImage.NAME, archive);
        LOG.info("event=image.made image={} architecture={}", SandboxImage.NAME, architecture);
    }
}
