package dev.caravan.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One container of a pod. It has an image, a process form, or both; the node's engine picks.
 *
 * @param process the plain process to run where the engine runs processes
 * @param command replaces the image's entry point; empty leaves it
 * @param args replaces the image's command; empty leaves it
 * @param files absolute path in the container to text
 * @param startup holds the other checks back until it first succeeds
 * @param liveness restarts the container after its failures
 * @param readiness gates traffic
 * @param sidecar starts before and stops after the others and never holds a job
 * @param secrets environment variables whose values are of secrets
 */
public record ContainerSpec(
        String name,
        Optional<String> image,
        Optional<ProcessForm> process,
        List<String> command,
        List<String> args,
        Map<String, String> env,
        Map<String, String> files,
        Resources resources,
        List<Port> ports,
        Optional<Probe> startup,
        Optional<Probe> liveness,
        Optional<Probe> readiness,
        boolean sidecar,
        Map<String, SecretRef> secrets) {
    /**
     * A plain process, as Nomad's raw_exec.
     *
     * @param command program and arguments
     * @param directory absolute directory it runs in: that of the script
     */
    public record ProcessForm(List<String> command, String directory) {
        public ProcessForm {
            command = Copies.list(command);
            if (command.isEmpty()) throw new IllegalArgumentException("a process needs a program");
            directory = Copies.text(directory);
        }
    }

    public ContainerSpec {
        if (image.isEmpty() && process.isEmpty()) {
            throw new IllegalArgumentException("container " + name + " needs an image or a process");
        }
        command = Copies.list(command);
        args = Copies.list(args);
        env = Copies.map(env);
        secrets = Copies.map(secrets);
        files = Copies.map(files);
        resources = resources == null ? Resources.none() : resources;
        ports = Copies.list(ports);
        startup = startup == null ? Optional.empty() : startup;
        liveness = liveness == null ? Optional.empty() : liveness;
        readiness = readiness == null ? Optional.empty() : readiness;
    }

    public ContainerSpec withImage(String changed) {
        return new ContainerSpec(
                name,
                Optional.of(changed),
                process,
                command,
                args,
                env,
                files,
                resources,
                ports,
                startup,
                liveness,
                readiness,
                sidecar,
                secrets);
    }

    public ContainerSpec withEnv(Map<String, String> changed) {
        return new ContainerSpec(
                name, image, process, command, args, changed, files, resources, ports, startup, liveness, readiness,
                sidecar, secrets);
    }

    /** A container that uses no secret. */
    public ContainerSpec(
            String name,
            Optional<String> image,
            Optional<ProcessForm> process,
            List<String> command,
            List<String> args,
            Map<String, String> env,
            Map<String, String> files,
            Resources resources,
            List<Port> ports,
            Optional<Probe> startup,
            Optional<Probe> liveness,
            Optional<Probe> readiness,
            boolean sidecar) {
        this(
                name, image, process, command, args, env, files, resources, ports, startup, liveness, readiness,
                sidecar, Map.of());
    }

    /** With further plain variables in the place of the secret ones: for the moment of its start alone. */
    public ContainerSpec revealed(Map<String, String> values) {
        Map<String, String> all = new java.util.TreeMap<>(env);
        all.putAll(values);
        return new ContainerSpec(
                name, image, process, command, args, all, files, resources, ports, startup, liveness, readiness,
                sidecar);
    }

    /** Without its variables: while it is started, the values of secrets are among them. */
    @Override
    public String toString() {
        return "ContainerSpec[" + name + ", image=" + image.orElse("") + ", process="
                + process.map(form -> form.command().toString()).orElse("") + "]";
    }
}
