package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Asks another member for what only it knows: the leader of the journal, how far the others are. */
final class Ask implements Callable<String>, IdentifiedDataSerializable, HazelcastInstanceAware {
    private static final String EXECUTOR = "caravan.ask";
    private static final String ANSWER = "caravan.answer";
    private static final int TIMEOUT_SECONDS = 1;

    private transient HazelcastInstance member;

    /** From now on, this member answers with what it is given here. */
    static void answer(HazelcastInstance instance, Supplier<String> answer) {
        instance.getUserContext().put(ANSWER, answer);
    }

    /** What the member at {@code host:port} answers; empty if there is none, or it does not answer at once. */
    static Optional<String> ask(HazelcastInstance instance, String address) throws InterruptedException {
        Optional<Member> asked = instance.getCluster().getMembers().stream()
                .filter(m -> address.equals(
                        m.getAddress().getHost() + ":" + m.getAddress().getPort()))
                .findFirst();
        if (asked.isEmpty()) return Optional.empty();
        try {
            return Optional.of(instance.getExecutorService(EXECUTOR)
                            .submitToMember(new Ask(), asked.get())
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                    .filter(answer -> !answer.isEmpty());
        } catch (ExecutionException | TimeoutException | RejectedExecutionException | HazelcastException e) {
            return Optional.empty();
        }
    }

    @Override
    public String call() {
        return member.getUserContext().get(ANSWER) instanceof Supplier<?> answer ? (String) answer.get() : "";
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public int getFactoryId() {
        return GridSerialization.FACTORY;
    }

    @Override
    public int getClassId() {
        return GridSerialization.ASK;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It asks one thing.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It asks one thing.
    }
}
