package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps late writes of an earlier projection out of the maps. Each projection has a number, higher than all before it; a member
 * takes writes of the highest number that it was told only, and none before it was told one. So a put that was under way when
 * its driver was deposed, or given up by the same driver, cannot bring back what was deleted since.
 */
final class Fence implements Callable<Boolean>, IdentifiedDataSerializable, HazelcastInstanceAware {
    static final String EXECUTOR = "caravan.fence";

    private static final String HIGHEST = "caravan.fence";
    private static final int TIMEOUT_SECONDS = 5;

    private long number;
    private transient HazelcastInstance member;

    Fence() {}

    private Fence(long number) {
        this.number = number;
    }

    /**
     * Tells every member that holds data of a new projection.
     *
     * @throws IllegalStateException if one of them does not answer, or knows of a later projection
     */
    static void raise(HazelcastInstance instance, long number) throws InterruptedException {
        Map<Member, Future<Boolean>> answers = instance.getExecutorService(EXECUTOR)
                .submitToMembers(new Fence(number), member -> !member.isLiteMember());
        for (Map.Entry<Member, Future<Boolean>> answer : answers.entrySet()) {
            try {
                if (!answer.getValue().get(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("a later projection than " + number + " is under way");
                }
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("member " + answer.getKey().getAddress() + " does not answer: " + e, e);
            }
        }
    }

    /** Whether a member takes writes of a projection. */
    static boolean admits(HazelcastInstance member, long number) {
        return highest(member).get() == number;
    }

    private static AtomicLong highest(HazelcastInstance member) {
        return (AtomicLong) member.getUserContext().computeIfAbsent(HIGHEST, key -> new AtomicLong());
    }

    @Override
    public Boolean call() {
        return highest(member).accumulateAndGet(number, Math::max) == number;
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
        return GridSerialization.FENCE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(number);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        number = in.readLong();
    }
}
