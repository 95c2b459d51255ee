package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An agent's way to the values of secrets: asks the control-plane members, one after the other. */
final class HazelcastPodSecrets implements PodSecrets {
    private static final int TIMEOUT_SECONDS = 6;

    private final HazelcastInstance instance;

    HazelcastPodSecrets(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public CompletionStage<Map<String, String>> of(String node, ObjectKey pod, String container) {
        CompletableFuture<Map<String, String>> values = new CompletableFuture<>();
        List<Member> servers = instance.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .toList();
        ask(new Reveal(node, pod, container), servers, values);
        return values.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void ask(Reveal question, List<Member> servers, CompletableFuture<Map<String, String>> values) {
        if (servers.isEmpty()) {
            values.completeExceptionally(
                    new StoreException(Reason.UNAVAILABLE, "no control-plane member tells the secrets of this pod"));
            return;
        }
        Runnable next = () -> ask(question, servers.subList(1, servers.size()), values);
        try {
            instance.getExecutorService(HazelcastClusterStore.SUBMIT_EXECUTOR)
                    .submitToMember(question, servers.get(0), new Answer(values, next));
        } catch (com.hazelcast.core.HazelcastException | RejectedExecutionException e) {
            next.run();
        }
    }

    private record Answer(CompletableFuture<Map<String, String>> values, Runnable next)
            implements ExecutionCallback<byte[]> {
        @Override
        public void onResponse(byte[] response) {
            try {
                values.complete(Reveal.read(response));
            } catch (StoreException e) {
                if (e.reason() == Reason.UNAVAILABLE) {
                    next.run();
                } else {
                    values.completeExceptionally(e);
                }
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            next.run();
        }
    }
}
