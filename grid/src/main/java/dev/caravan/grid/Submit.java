package dev.caravan.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.caravan.journal.Command;
import dev.caravan.journal.Journal;
import dev.caravan.json.Json;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Carries a batch from an agent to a control-plane member, which commits it and sends the answer back. */
final class Submit implements Callable<byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {
    /** Where a control-plane member keeps its journal for this. */
    static final String JOURNAL = "caravan.journal";

    private byte[] command = new byte[0];
    private transient HazelcastInstance member;

    Submit() {}

    Submit(byte[] command) {
        this.command = command.clone();
    }

    @Override
    public byte[] call() throws InterruptedException {
        if (!(member.getUserContext().get(JOURNAL) instanceof Journal journal)) {
            return Command.refusal(
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the control plane is still starting"));
        }
        try {
            return Command.answer(journal.submit(Command.decode(Json.parse(command)))
                    .toCompletableFuture()
                    .get());
        } catch (ExecutionException e) {
            return Command.refusal(StoreException.of(e));
        }
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
        return GridSerialization.SUBMIT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(command);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        command = in.readByteArray();
    }
}
