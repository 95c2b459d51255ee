package dev.caravan.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.caravan.model.Action;
import dev.caravan.model.App;
import dev.caravan.model.Config;
import dev.caravan.model.Definition;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Namespace;
import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.Probe;
import dev.caravan.model.Quota;
import dev.caravan.model.Resource;
import dev.caravan.model.Revision;
import dev.caravan.model.Rollout;
import dev.caravan.model.Run;
import dev.caravan.model.Secret;
import dev.caravan.model.Trigger;
import dev.caravan.model.Value;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes objects of the model as JSON. Strict: unknown and duplicate fields are refused. Canonical: equal
 * values give equal text, so that a text can be hashed. Thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** An object in the form {@code {kind, metadata, spec, status}}. */
    public static ObjectNode tree(Resource resource) {
        ObjectNode body = MAPPER.valueToTree(resource);
        ObjectNode tree = MAPPER.createObjectNode().put("kind", resource.kind().title());
        tree.setAll(body);
        return tree;
    }

    /** {@link #tree} as text; without making the tree, for this is done for every write. */
    public static String write(Resource resource) {
        String body = text(resource);
        return "{\"kind\":\"" + resource.kind().title() + "\"," + body.substring(1);
    }

    /** Any other value of the model as text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads an object back.
     *
     * @throws IllegalArgumentException saying at which path the text is wrong
     */
    public static Resource read(String text) {
        try {
            return read(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(problem(e), e);
        }
    }

    /** Reads an object from its tree. */
    public static Resource read(JsonNode tree) {
        if (!(tree instanceof ObjectNode object) || !tree.path("kind").isTextual()) {
            throw new IllegalArgumentException("$.kind: an object needs a kind");
        }
        String title = tree.path("kind").asText();
        Kind kind = Kind.parse(title)
                .orElseThrow(() -> new IllegalArgumentException("$.kind: unknown kind '" + title + "'"));
        return convert(object, type(kind));
    }

    /** Reads any value of the model from its tree. */
    public static <T> T convert(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(problem(e), e);
        }
    }

    /** Reads any value of the model from text. */
    public static <T> T convert(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(problem(e), e);
        }
    }

    /** Parses text into a tree, for callers that look at single fields. */
    public static JsonNode parse(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + firstLine(e.getMessage()), e);
        }
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Any value of the model as a tree. */
    public static JsonNode valueTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The word in the {@code type} field of an alternative, such as {@code service}; empty if it is told by none. */
    public static Optional<String> typeWord(Class<?> alternative) {
        return typeWord(alternative, alternative);
    }

    private static Optional<String> typeWord(Class<?> alternative, Class<?> part) {
        for (Class<?> whole : part.getInterfaces()) {
            var annotated = MAPPER.getSerializationConfig()
                    .introspectClassAnnotations(whole)
                    .getClassInfo();
            var subtypes =
                    MAPPER.getSerializationConfig().getAnnotationIntrospector().findSubtypes(annotated);
            Optional<String> word = (subtypes == null ? List.<NamedType>of() : subtypes)
                    .stream()
                            .filter(t -> t.getType() == alternative)
                            .map(NamedType::getName)
                            .findFirst();
            if (word.isEmpty()) word = typeWord(alternative, whole);
            if (word.isPresent()) return word;
        }
        return Optional.empty();
    }

    /** SHA-256 of a value's canonical text, in hex. */
    public static String hash(Object value) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text(value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Class<? extends Resource> type(Kind kind) {
        return switch (kind) {
            case APP -> App.class;
            case REVISION -> Revision.class;
            case SERVICE, FUNCTION, JOB, CRON, DAEMON -> Workload.class;
            case POD -> Pod.class;
            case NODE -> Node.class;
            case EVENT -> Event.class;
            case NAMESPACE -> Namespace.class;
            case QUOTA -> Quota.class;
            case CONFIG -> Config.class;
            case SECRET -> Secret.class;
            case WORKFLOW -> Workflow.class;
            case DEFINITION -> Definition.class;
            case RUN -> Run.class;
        };
    }

    private static String problem(JsonProcessingException e) {
        String path = e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                        .collect(java.util.stream.Collectors.joining("", "$", ""))
                : "$";
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        String message = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        return path + ": " + firstLine(message);
    }

    private static String firstLine(String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS));
        builder.addMixIn(Resource.class, ResourceForm.class);
        builder.addMixIn(Mode.class, ModeForm.class);
        builder.addMixIn(Rollout.class, RolloutForm.class);
        builder.addMixIn(Probe.Check.class, CheckForm.class);
        builder.addMixIn(Action.class, ActionForm.class);
        builder.addMixIn(Value.class, ValueForm.class);
        builder.addMixIn(Trigger.class, TriggerForm.class);
        return builder.build();
    }

    /** The kind is read before the type is known, and written beside it. */
    @JsonIgnoreProperties("kind")
    private interface ResourceForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Mode.Service.class, name = "service"),
        @JsonSubTypes.Type(value = Mode.Function.class, name = "function"),
        @JsonSubTypes.Type(value = Mode.Job.class, name = "job"),
        @JsonSubTypes.Type(value = Mode.Cron.class, name = "cron"),
        @JsonSubTypes.Type(value = Mode.Daemon.class, name = "daemon")
    })
    private interface ModeForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Rollout.Rolling.class, name = "rolling"),
        @JsonSubTypes.Type(value = Rollout.Recreate.class, name = "recreate")
    })
    private interface RolloutForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Probe.Check.Http.class, name = "http"),
        @JsonSubTypes.Type(value = Probe.Check.Tcp.class, name = "tcp"),
        @JsonSubTypes.Type(value = Probe.Check.Exec.class, name = "exec")
    })
    private interface CheckForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Action.RunJob.class, name = "run"),
        @JsonSubTypes.Type(value = Action.Canary.class, name = "canary"),
        @JsonSubTypes.Type(value = Action.Approve.class, name = "approve"),
        @JsonSubTypes.Type(value = Action.Parallel.class, name = "parallel"),
        @JsonSubTypes.Type(value = Action.Promote.class, name = "promote"),
        @JsonSubTypes.Type(value = Action.Restore.class, name = "restore"),
        @JsonSubTypes.Type(value = Action.CallHttp.class, name = "call"),
        @JsonSubTypes.Type(value = Action.SendCamel.class, name = "send")
    })
    private interface ActionForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Value.Text.class, name = "text"),
        @JsonSubTypes.Type(value = Value.Input.class, name = "input"),
        @JsonSubTypes.Type(value = Value.Previous.class, name = "previous"),
        @JsonSubTypes.Type(value = Value.Output.class, name = "output"),
        @JsonSubTypes.Type(value = Value.Joined.class, name = "joined")
    })
    private interface ValueForm {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Trigger.Every.class, name = "every"),
        @JsonSubTypes.Type(value = Trigger.Cron.class, name = "cron"),
        @JsonSubTypes.Type(value = Trigger.Camel.class, name = "camel")
    })
    private interface TriggerForm {}
}
