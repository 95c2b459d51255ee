package dev.caravan.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Asks a control-plane member for the values of secrets that a container of an agent's pod uses. */
final class Reveal implements Callable<byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {
    /** Where a control-plane member keeps who opens secrets. */
    static final String SECRETS = "caravan.secrets";

    private String node = "";
    private String namespace = "";
    private String pod = "";
    private String container = "";
    private transient HazelcastInstance member;

    Reveal() {}

    Reveal(String node, ObjectKey pod, String container) {
        this.node = node;
        this.namespace = pod.namespace();
        this.pod = pod.name();
        this.container = container;
    }

    @Override
    public byte[] call() throws InterruptedException {
        ObjectNode answer = Json.object();
        if (!(member.getUserContext().get(SECRETS) instanceof PodSecrets secrets)) {
            return refusal(
                    answer,
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the control plane is still starting"));
        }
        try {
            Map<String, String> values = secrets.of(node, new ObjectKey(Kind.POD, namespace, pod), container)
                    .toCompletableFuture()
                    .get();
            ObjectNode all = answer.putObject("values");
            values.forEach(all::put);
            return bytes(answer);
        } catch (ExecutionException e) {
            return refusal(answer, StoreException.of(e));
        }
    }

    private static byte[] refusal(ObjectNode answer, StoreException refused) {
        return bytes(
                answer.put("reason", refused.reason().name()).put("message", String.valueOf(refused.getMessage())));
    }

    private static byte[] bytes(ObjectNode answer) {
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What an answer says; throws the refusal that it may be. */
    static Map<String, String> read(byte[] bytes) {
        JsonNode answer = Json.parse(bytes);
        if (answer.has("reason")) {
            throw new StoreException(
                    StoreException.Reason.valueOf(answer.get("reason").asText()),
                    answer.path("message").asText());
        }
        Map<String, String> values = new TreeMap<>();
        answer.path("values")
                .properties()
                .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
        return values;
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
        return GridSerialization.REVEAL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(node);
        out.writeString(namespace);
        out.writeString(pod);
        out.writeString(container);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        node = in.readString();
        namespace = in.readString();
        pod = in.readString();
        container = in.readString();
    }
}
