package dev.caravan.script.words;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.ContainerSpec.ProcessForm;
import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import dev.caravan.model.Resources;
import dev.caravan.model.SecretRef;
import dev.caravan.script.eval.Bytes;
import dev.caravan.script.eval.Cpu;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Spot;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What can be said of one container. */
public abstract class ContainerBlock extends ScriptBlock {
    private final String container;
    private final Spot spot;
    private String image;
    private List<String> process;
    private List<String> command;
    private List<String> args;
    private final Map<String, String> env = new TreeMap<>();
    private final Map<String, SecretRef> secrets = new TreeMap<>();
    private final Map<String, String> files = new TreeMap<>();
    private Map<String, ?> requests = Map.of();
    private Map<String, ?> limits = Map.of();
    private Spot limitsSpot = Spot.START;
    private final List<DeclaredPort> ports = new ArrayList<>();
    private final Map<String, DeclaredProbe> probes = new TreeMap<>();
    private boolean patching;
    boolean sidecar;

    ContainerBlock(Compilation compilation, String container, Spot spot) {
        super(compilation);
        this.container = container;
        this.spot = spot;
    }

    /** The image that the container runs. */
    public void image(String reference) {
        if (reference.isBlank() || reference.contains(" ")) {
            throw Fault.at(site().argument(0), "'" + reference + "' is no image");
        }
        image = reference;
    }

    /** A plain process to run where the node's engine runs processes: a program, relative to the script, and arguments. */
    public void process(String program, String... arguments) {
        process = joined(program, arguments);
    }

    /** What replaces the image's entry point. */
    public void command(String program, String... arguments) {
        command = joined(program, arguments);
    }

    /** What replaces the image's command. */
    public void args(String first, String... others) {
        args = joined(first, others);
    }

    private static List<String> joined(String first, String... others) {
        List<String> joined = new ArrayList<>(List.of(first));
        joined.addAll(List.of(others));
        return joined;
    }

    /** What the container reserves. */
    public void resources(
            @NamedParams({
                        @NamedParam(value = "cpu", type = Cpu.class),
                        @NamedParam(value = "memory", type = Bytes.class)
                    })
                    Map<String, ?> amounts) {
        requests = Map.copyOf(amounts);
        if (limits.isEmpty()) limitsSpot = site().word();
    }

    /** What the container may use at most. */
    public void limits(
            @NamedParams({
                        @NamedParam(value = "cpu", type = Cpu.class),
                        @NamedParam(value = "memory", type = Bytes.class)
                    })
                    Map<String, ?> amounts) {
        limits = Map.copyOf(amounts);
        limitsSpot = site().word();
    }

    /**
     * A port that the container listens on. {@code at} is where HTTP enters for it, {@code publish} a port that every
     * node opens for it, {@code udp: true} makes it a UDP port.
     */
    public void port(
            @NamedParams({
                        @NamedParam(value = "at", type = String.class),
                        @NamedParam(value = "publish", type = int.class),
                        @NamedParam(value = "udp", type = boolean.class)
                    })
                    Map<String, ?> options,
            int number) {
        notInOverlay("port");
        within("port", number, 1, 65535, site().argument(0));
        Integer publish = (Integer) options.get("publish");
        if (publish != null) within("publish", publish, 1, 65535, site().option("publish"));
        String at = (String) options.get("at");
        boolean udp = Boolean.TRUE.equals(options.get("udp"));
        if (at != null) {
            if (udp) throw Fault.at(site().option("at"), "at: is for HTTP; a UDP port cannot have it");
            checkEntry(at, site().option("at"));
        }
        Port port = new Port(
                number,
                udp ? Port.Protocol.UDP : Port.Protocol.TCP,
                Optional.ofNullable(publish),
                Optional.ofNullable(at));
        ports.add(new DeclaredPort(port, site().argument(0), site().option("publish"), site().option("at")));
    }

    static void checkEntry(String at, Spot where) {
        if (!at.matches("[a-z0-9.*-]*(:[0-9]+)?(/\\S*)?") || at.isEmpty()) {
            throw Fault.at(where, "'" + at + "' is no place for HTTP to enter: write 'host/path', 'host' or '/path'");
        }
    }

    /** Environment variables. */
    public void env(Map<String, ?> variables) {
        variables.forEach((key, value) -> {
            if (!key.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                throw Fault.at(site().option(key), "'" + key + "' cannot be the name of an environment variable");
            }
            env.remove(key);
            secrets.remove(key);
            if (value instanceof SecretWord) {
                secrets.put(key, ((SecretWord) value).ref());
            } else {
                env.put(key, scalar("env " + key, value, site().option(key)));
            }
        });
    }

    /** The value of a secret, as {@code 'secret/value'}: set with {@code caravan secret set}, for {@code env} alone. */
    public SecretWord secret(String name) {
        return new SecretWord(SecretRef.parse(name));
    }

    static String scalar(String what, Object value, Spot where) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.toString();
        throw Fault.at(where, what + " wants text, a number, or true or false");
    }

    /** A file in the container, by its absolute path. */
    public void file(
            @NamedParams(@NamedParam(value = "text", type = String.class)) Map<String, ?> content, String path) {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw Fault.at(site().argument(0), "'" + path + "' is no absolute path of a file");
        }
        if (!content.containsKey("text")) throw Fault.at(site().word(), "file wants its content as text: '…'");
        files.put(path, (String) content.get("text"));
    }

    /** Holds the other checks back until it first succeeds. */
    public void startup(
            @NamedParams({
                        @NamedParam(value = "every", type = java.time.Duration.class),
                        @NamedParam(value = "timeout", type = java.time.Duration.class),
                        @NamedParam(value = "failures", type = int.class),
                        @NamedParam(value = "within", type = java.time.Duration.class)
                    })
                    Map<String, ?> options,
            CheckWord check) {
        probe("startup", check, options);
    }

    /** Restarts the container when it fails. */
    public void liveness(
            @NamedParams({
                        @NamedParam(value = "every", type = java.time.Duration.class),
                        @NamedParam(value = "timeout", type = java.time.Duration.class),
                        @NamedParam(value = "failures", type = int.class)
                    })
                    Map<String, ?> options,
            CheckWord check) {
        probe("liveness", check, options);
    }

    /** Keeps traffic away while it fails. */
    public void readiness(
            @NamedParams({
                        @NamedParam(value = "every", type = java.time.Duration.class),
                        @NamedParam(value = "timeout", type = java.time.Duration.class),
                        @NamedParam(value = "failures", type = int.class)
                    })
                    Map<String, ?> options,
            CheckWord check) {
        probe("readiness", check, options);
    }

    private void probe(String kind, CheckWord check, Map<String, ?> options) {
        options.forEach((key, value) -> {
            if (value instanceof java.time.Duration) positive(key, (java.time.Duration) value, site().option(key));
        });
        if (options.containsKey("failures")) {
            within("failures", (Integer) options.get("failures"), 1, 1000, site().option("failures"));
        }
        probes.put(kind, new DeclaredProbe(check, Map.copyOf(options)));
    }

    /** A GET that must answer 200 to 399. */
    public CheckWord.Http http(
            @NamedParams(@NamedParam(value = "port", type = int.class)) Map<String, ?> options, String path) {
        if (!path.contains("/")) throw Fault.at(site().argument(0), "http wants a path such as '/ready'");
        return new CheckWord.Http(path, Optional.ofNullable((Integer) options.get("port")), site().word());
    }

    /** A connection that must be accepted. */
    public CheckWord.Tcp tcp(int port) {
        return new CheckWord.Tcp(port, site().argument(0));
    }

    /** A command in the container that must end with 0. */
    public CheckWord.Exec exec(String program, String... arguments) {
        return new CheckWord.Exec(joined(program, arguments), site().word());
    }

    final void patch(boolean on) {
        patching = on;
    }

    final void notInOverlay(String word) {
        if (patching) {
            throw Fault.at(site().word(), "'" + word + "' cannot be said in an overlay, which only replaces values");
        }
    }

    final List<DeclaredPort> ports() {
        return ports;
    }

    final String container() {
        return container;
    }

    /** The container; throws what is missing, empty when that follows from a fault told before. */
    final Optional<ContainerSpec> container(String owner) {
        Resources amounts = reserved();
        Map<String, Probe> checks = new TreeMap<>();
        probes.keySet().forEach(kind -> probe(kind).ifPresent(probe -> checks.put(kind, probe)));
        if (isDamaged()) return Optional.empty();
        if (image == null && process == null) throw Fault.at(spot, owner + " needs an image or a process");
        return Optional.of(build(amounts, checks));
    }

    private ContainerSpec build(Resources amounts, Map<String, Probe> checks) {
        return new ContainerSpec(
                container,
                Optional.ofNullable(image),
                Optional.ofNullable(process).map(words -> new ProcessForm(words, compilation.directory)),
                command,
                args,
                env,
                files,
                amounts,
                ports.stream().map(DeclaredPort::port).toList(),
                Optional.ofNullable(checks.get("startup")),
                Optional.ofNullable(checks.get("liveness")),
                Optional.ofNullable(checks.get("readiness")),
                sidecar,
                secrets);
    }

    private Optional<Probe> probe(String kind) {
        try {
            return Optional.of(probes.get(kind).build(ports));
        } catch (Fault fault) {
            if (!isDamaged()) compilation.faults.add(fault);
            return Optional.empty();
        }
    }

    private Resources reserved() {
        try {
            return new Resources(cpu(requests), memory(requests), cpu(limits), memory(limits));
        } catch (IllegalArgumentException e) {
            compilation.faults.add(limitsSpot, e.getMessage());
            return Resources.none();
        }
    }

    private static long cpu(Map<String, ?> amounts) {
        return amounts.containsKey("cpu") ? ((Cpu) amounts.get("cpu")).millis() : 0;
    }

    private static long memory(Map<String, ?> amounts) {
        return amounts.containsKey("memory") ? ((Bytes) amounts.get("memory")).count() : 0;
    }
}
