package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.util.ConcurrencyUtil;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.MemberAddressProvider;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import dev.caravan.journal.Journal;
import dev.caravan.model.Kind;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.Subscription;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/** This process as a member of the grid. Control-plane members hold the maps; the others only read and signal. */
public final class GridMember implements AutoCloseable {
    private static final String NODES = "caravan.nodes";
    private static final String ROLE = "caravan.role";
    private static final String MAJORITY = "majority";
    private static final int JET_THREADS = 2;

    private final HazelcastInstance instance;
    private final String clusterName;
    private final Optional<GridSql> sql;

    private GridMember(HazelcastInstance instance, GridConfig config) {
        this.instance = instance;
        this.clusterName = config.clusterName();
        this.sql = config.controlPlane() ? GridSql.start(instance) : Optional.empty();
    }

    /**
     * Starts the member and joins.
     *
     * @throws IllegalStateException naming the address and port, if it cannot be bound or nobody lets it in
     */
    public static GridMember start(GridConfig config) {
        // Without a common pool of two or more threads Hazelcast starts a thread for every callback.
        if (ForkJoinPool.getCommonPoolParallelism() < 2) {
            ConcurrencyUtil.setDefaultAsyncExecutor(new ForkJoinPool(4));
        }
        try {
            HazelcastInstance instance = Hazelcast.newHazelcastInstance(configure(config));
            return new GridMember(instance, config);
        } catch (RuntimeException e) {
            String where = config.address() + ":" + config.port();
            String message = String.valueOf(e.getMessage());
            throw new IllegalStateException(
                    message.contains("already in use")
                            ? "the grid's port " + where
                                    + " is in use: stop what uses it, or choose another --grid-port"
                            : "cannot become a member of the grid at " + where + ": " + message,
                    e);
        }
    }

    private static Config configure(GridConfig wanted) {
        Config config = new Config().setClusterName(wanted.clusterName()).setInstanceName(null);
        config.setLiteMember(!wanted.controlPlane());
        config.getMemberAttributeConfig()
                .setAttribute(NODES, String.join(",", wanted.nodes()))
                .setAttribute(ROLE, wanted.controlPlane() ? "server" : "agent")
                .setAttribute("caravan.name", wanted.memberName());
        properties(config);
        network(config.getNetworkConfig(), wanted);
        // Jet runs SQL and nothing else: without the SQL part it would only take threads.
        config.getJetConfig()
                .setEnabled(wanted.controlPlane() && GridSql.isInstalled())
                .setCooperativeThreadCount(JET_THREADS);
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getSerializationConfig().addDataSerializableFactory(GridSerialization.FACTORY, new GridSerialization());
        config.getSerializationConfig().getCompactSerializationConfig().addSerializer(new ProjectedObjectSerializer());
        // Nothing of ours travels as Java serialisation; this keeps others from sending gadgets.
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(new com.hazelcast.config.JavaSerializationFilterConfig());
        maps(config, wanted.quorum());
        config.getExecutorConfig(HazelcastClusterStore.SUBMIT_EXECUTOR)
                .setPoolSize(8)
                .setQueueCapacity(2_048);
        return config;
    }

    private static void maps(Config config, int quorum) {
        config.getMapConfig("default").setBackupCount(1);
        if (quorum > 1) {
            config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(MAJORITY, true, quorum / 2 + 1)
                    .setProtectOn(SplitBrainProtectionOn.READ_WRITE));
        }
        for (Kind kind : Kind.values()) {
            MapConfig map = projected(mapName(kind), quorum);
            if (kind == Kind.POD) {
                map.addIndexConfig(new IndexConfig(IndexType.HASH, "workload"))
                        .addIndexConfig(new IndexConfig(IndexType.HASH, "node"));
            }
            config.addMapConfig(map);
        }
        config.addMapConfig(projected(Projector.META, quorum));
        config.addMapConfig(projected(Wholeness.MARKERS, quorum));
    }

    /** A map that the journal can fill again: after a partition of the network the smaller side's is thrown away. */
    private static MapConfig projected(String name, int quorum) {
        MapConfig map = new MapConfig(name)
                .setBackupCount(quorum > 3 ? 2 : 1)
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getName(), 100));
        if (quorum > 1) map.setSplitBrainProtectionName(MAJORITY);
        return map;
    }

    private static void properties(Config config) {
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
        config.setProperty("hazelcast.mastership.claim.timeout.seconds", "5");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "3");
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.operation.backup.timeout.millis", "1000");
        config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "10");
        config.setProperty("hazelcast.partition.count", "71");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.logging.details.enabled", "false");
    }

    private static void network(NetworkConfig network, GridConfig wanted) {
        network.setPort(wanted.port()).setPortAutoIncrement(false);
        // Told outright: the default picker only takes addresses that an interface lists, which 127.0.0.2 is not.
        network.getMemberAddressProviderConfig()
                .setEnabled(true)
                .setImplementation(new StatedAddress(new InetSocketAddress(wanted.address(), wanted.port())));
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        boolean joins = !wanted.alone();
        join.getTcpIpConfig().setEnabled(joins).setConnectionTimeoutSeconds(2);
        if (joins) {
            List<String> seeds =
                    wanted.join().isEmpty() ? List.of(wanted.address() + ":" + wanted.port()) : wanted.join();
            join.getTcpIpConfig().setMembers(seeds);
        }
    }

    private record StatedAddress(InetSocketAddress address) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return address;
        }
    }

    static String mapName(Kind kind) {
        return kind.plural();
    }

    /** The store as this member reads it; commits go to a control-plane member's journal. */
    public HazelcastClusterStore store() {
        return new HazelcastClusterStore(instance);
    }

    /** As {@link #store()}, in the process of the journal itself: commits take no detour. */
    public HazelcastClusterStore store(Journal journal) {
        return new HazelcastClusterStore(instance, journal);
    }

    public HazelcastSignals signals() {
        return new HazelcastSignals(instance, this::reachableNodes);
    }

    /** Puts a journal's commits into the maps, from now on, and lets other members commit through it. */
    public Projector project(Journal journal) {
        instance.getUserContext().put(Submit.JOURNAL, journal);
        Projector projector = new Projector(instance, journal);
        projector.start();
        return projector;
    }

    /** Where this member's agent gets the values of secrets. */
    public PodSecrets podSecrets() {
        return new HazelcastPodSecrets(instance);
    }

    /** Answers agents that ask for the values of secrets, from now on. */
    public void openSecrets(PodSecrets secrets) {
        instance.getUserContext().put(Reveal.SECRETS, secrets);
    }

    /** SQL over the maps; empty without the optional part, and on members that hold no data. */
    public Optional<GridSql> sql() {
        return sql;
    }

    /** Runs something whenever the last copy of a partition of the maps was lost. */
    Subscription onPartitionLost(Runnable run) {
        UUID id = instance.getPartitionService().addPartitionLostListener(event -> run.run());
        return () -> instance.getPartitionService().removePartitionLostListener(id);
    }

    /** What this member answers when another asks it. */
    public void answer(Supplier<String> answer) {
        Ask.answer(instance, answer);
    }

    /** What the member at {@code host:port} answers; empty if it does not, within a second. */
    public Optional<String> ask(String address) throws InterruptedException {
        return Ask.ask(instance, address);
    }

    /** The name that lets members in: to be kept as a secret. */
    public String clusterName() {
        return clusterName;
    }

    /** Whether a control-plane member is in this member's cluster. */
    public boolean seesControlPlane() {
        return instance.getCluster().getMembers().stream().anyMatch(m -> !m.isLiteMember());
    }

    /** A member, for status: its name, address and role. */
    public record MemberView(String name, String address, String role) {}

    public List<MemberView> members() {
        return instance.getCluster().getMembers().stream()
                .map(m -> new MemberView(
                        attribute(m, "caravan.name"),
                        m.getAddress().getHost() + ":" + m.getAddress().getPort(),
                        attribute(m, ROLE)))
                .toList();
    }

    private static String attribute(Member member, String name) {
        String value = member.getAttribute(name);
        return value == null ? "" : value;
    }

    /** Nodes whose agents' processes are members now. */
    public Set<String> reachableNodes() {
        Set<String> nodes = new TreeSet<>();
        for (Member member : instance.getCluster().getMembers()) {
            for (String node : attribute(member, NODES).split(",")) {
                if (!node.isEmpty()) nodes.add(node);
            }
        }
        return nodes;
    }

    static Subscription onMembership(HazelcastInstance instance, Runnable wake) {
        UUID id = instance.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                wake.run();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                wake.run();
            }
        });
        return () -> instance.getCluster().removeMembershipListener(id);
    }

    static IMap<String, ProjectedObject> map(HazelcastInstance instance, Kind kind) {
        return instance.getMap(mapName(kind));
    }

    @Override
    public void close() {
        // State is in the journal: there is nothing to hand over.
        instance.getLifecycleService().terminate();
    }
}
