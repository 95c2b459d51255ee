package dev.caravan.journal.raft;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.MemoryStorage;
import dev.caravan.journal.log.SnapshotWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A quorum under virtual time, on one thread: messages are delayed, lost, doubled and overtaken, members crash between any two
 * steps of a turn, lose what they had not synced, and come back; the network is cut. After every step it is checked that no
 * two members lead one term, and that what was committed anywhere is the same everywhere, for ever.
 */
final class Simulation {
    static final Timing TIMING = new Timing(50, 300, 40);
    private static final int SNAPSHOT_EVERY = 40;

    private record Delivery(long at, long order, Runnable run) {}

    /** A member's process; another one after each start. */
    private final class Node {
        final String name;
        MemoryStorage log;
        Raft raft;
        int life;
        long handed;
        final List<Integer> state = new ArrayList<>();
        Members applied = Members.NONE;

        Node(String name) {
            this.name = name;
            this.log = new MemoryStorage();
        }

        boolean isUp() {
            return raft != null;
        }
    }

    private final Random random;
    private final PriorityQueue<Delivery> events =
            new PriorityQueue<>(Comparator.comparingLong(Delivery::at).thenComparingLong(Delivery::order));
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<Long, String> leaders = new HashMap<>();
    private final TreeMap<Long, Entry> committed = new TreeMap<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<String> cut = new HashSet<>();
    private long now;
    private long order;
    private int nextCommand;
    double loss = 0.02;
    double doubling = 0.02;

    Simulation(long seed, int members) {
        random = new Random(seed);
        Members first = Members.NONE;
        for (int i = 1; i <= members; i++) first = first.with(member("s" + i, true));
        for (Member member : first.all()) {
            Node node = new Node(member.name());
            nodes.put(node.name, node);
            node.raft = new Raft(node.name, node.log, TIMING, new Random(random.nextLong()), now);
            node.raft.found(first);
            node.life++;
            tickLater(node);
        }
    }

    static Member member(String name, boolean voter) {
        return new Member(name, "id-" + name, name + ":7800", "", voter);
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.peek().at() <= end) {
            Delivery next = events.poll();
            now = Math.max(now, next.at());
            next.run().run();
        }
        now = end;
    }

    private void later(long delay, Runnable run) {
        events.add(new Delivery(now + delay, order++, run));
    }

    private void tickLater(Node node) {
        int life = node.life;
        later(10, () -> {
            if (node.life != life || !node.isUp()) return;
            turn(node, () -> node.raft.tick(now));
            if (node.life == life && node.isUp()) tickLater(node);
        });
    }

    /** One turn as the member's loop makes it; it may crash between any two steps. */
    private void turn(Node node, Runnable input) {
        input.run();
        node.raft.applied(node.handed);
        node.raft.flush(now);
        send(node, node.raft.takeNow());
        if (crashing > 0 && random.nextDouble() < crashing) {
            crash(node.name);
            return;
        }
        node.log.sync();
        node.raft.synced(now);
        node.raft.flush(now);
        send(node, node.raft.takeNow());
        send(node, node.raft.takeAfterSync());
        apply(node);
        check(node);
    }

    private double crashing;

    private void send(Node from, List<Outgoing> messages) {
        for (Outgoing outgoing : messages) {
            if (cut.contains(from.name + ">" + outgoing.to()) || random.nextDouble() < loss) continue;
            deliver(from.name, outgoing);
            if (random.nextDouble() < doubling) deliver(from.name, outgoing);
        }
    }

    private void deliver(String from, Outgoing outgoing) {
        long delay = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 4);
        later(delay, () -> {
            Node to = nodes.get(outgoing.to());
            if (to == null || !to.isUp() || cut.contains(from + ">" + outgoing.to())) return;
            turn(to, () -> to.raft.receive(from, outgoing.message(), now));
        });
    }

    private void apply(Node node) {
        if (node.raft.takeReplaced()) restore(node);
        while (node.handed < node.raft.commit()) {
            for (Entry entry : node.log.entries(node.handed + 1, 100, 1 << 20)) {
                if (entry.index() > node.raft.commit()) break;
                Entry before = committed.putIfAbsent(entry.index(), entry);
                if (before != null
                        && (before.term() != entry.term()
                                || !java.util.Arrays.equals(before.payload(), entry.payload()))) {
                    throw new AssertionError("entry " + entry.index() + " was committed twice, differently");
                }
                if (entry.type() == Entry.Type.MEMBERS) node.applied = Members.decode(entry.payload());
                if (entry.type() == Entry.Type.COMMAND) {
                    int command = ByteBuffer.wrap(entry.payload()).getInt();
                    node.state.add(command);
                    acknowledged.add(command);
                }
                node.handed = entry.index();
            }
        }
        if (node.handed - node.log.snapshotIndex() >= SNAPSHOT_EVERY) snapshot(node);
    }

    private void snapshot(Node node) {
        try (SnapshotWriter writer = node.log.startSnapshot(node.handed, node.log.termOf(node.handed))) {
            SnapshotHeader.write(writer, node.applied);
            for (int command : node.state)
                writer.write(ByteBuffer.allocate(4).putInt(command).array());
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.log.compact(node.handed - random.nextInt(10));
    }

    private void restore(Node node) {
        try (InputStream in = node.log.snapshot().orElseThrow().open()) {
            node.applied = SnapshotHeader.read(in);
            node.state.clear();
            byte[] rest = in.readAllBytes();
            ByteBuffer buffer = ByteBuffer.wrap(rest);
            while (buffer.hasRemaining()) node.state.add(buffer.getInt());
            node.handed = node.log.snapshotIndex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(Node node) {
        if (node.raft.role() == Raft.Role.LEADER) {
            String before = leaders.putIfAbsent(node.raft.term(), node.name);
            if (before != null && !before.equals(node.name)) {
                throw new AssertionError(before + " and " + node.name + " both lead term " + node.raft.term());
            }
        }
    }

    /** Ends a member's process: what it had not synced may be lost. */
    void crash(String name) {
        Node node = nodes.get(name);
        if (!node.isUp()) return;
        node.raft = null;
        node.life++;
        node.log.crash(random);
        nodes.values().stream().filter(Node::isUp).forEach(other -> {
            if (random.nextBoolean()) later(1, () -> ifUp(other, () -> other.raft.lost(name, now)));
        });
    }

    void crashLeader() {
        nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.role() == Raft.Role.LEADER)
                .map(node -> node.name)
                .toList()
                .forEach(this::crash);
    }

    /** Cuts the leader off from everybody, both ways. */
    void isolateLeader() {
        nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.role() == Raft.Role.LEADER)
                .forEach(leader -> nodes.keySet().forEach(other -> {
                    cut(leader.name, other);
                    cut(other, leader.name);
                }));
    }

    long leadersNow() {
        return nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.role() == Raft.Role.LEADER)
                .count();
    }

    private void ifUp(Node node, Runnable input) {
        if (node.isUp()) turn(node, input);
    }

    void start(String name) {
        Node node = nodes.get(name);
        if (node.isUp()) return;
        node.raft = new Raft(name, node.log, TIMING, new Random(random.nextLong()), now);
        node.life++;
        node.state.clear();
        node.handed = 0;
        if (node.log.snapshotIndex() > 0) restore(node);
        tickLater(node);
    }

    /** A member that has nothing yet and waits to be added. */
    void join(String name) {
        nodes.put(name, new Node(name));
        start(name);
    }

    /** Cuts one direction between two members. */
    void cut(String from, String to) {
        cut.add(from + ">" + to);
    }

    void heal() {
        cut.clear();
        crashing = 0;
        loss = 0;
        doubling = 0;
    }

    void crashing(double probability) {
        crashing = probability;
    }

    /** Proposes a command at whoever leads, if anybody does. */
    void propose() {
        nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.role() == Raft.Role.LEADER)
                .findAny()
                .ifPresent(node -> turn(
                        node,
                        () -> node.raft.propose(List.of(
                                ByteBuffer.allocate(4).putInt(nextCommand++).array()))));
    }

    /** Asks whoever leads to change the members; a refusal is no fault. */
    void change(java.util.function.UnaryOperator<Members> change) {
        nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.leadsWhole())
                .findAny()
                .ifPresent(node -> turn(node, () -> {
                    try {
                        node.raft.change(change.apply(node.raft.members()), now);
                    } catch (Raft.ChangeRefused e) {
                        // Too early, or another one is under way: the caller tries again.
                    }
                }));
    }

    /** Any of many faults. */
    void disturb() {
        List<String> names = List.copyOf(nodes.keySet());
        String one = names.get(random.nextInt(names.size()));
        String other = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> crash(one);
            case 1, 2, 3 -> start(one);
            case 4 -> cut(one, other);
            case 5 -> cut.clear();
            case 6 -> loss = random.nextInt(4) == 0 ? 0.3 : 0.02;
            default -> crashing = random.nextInt(3) == 0 ? 0.001 : 0;
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    long terms() {
        return leaders.size();
    }

    Members members() {
        return nodes.values().stream()
                .filter(node -> node.isUp() && node.raft.leadsWhole())
                .map(node -> node.raft.members())
                .findAny()
                .orElse(Members.NONE);
    }

    /** Heals everything and checks that all members come to the same state, with everything that was ever acknowledged. */
    void settle() {
        heal();
        nodes.keySet().forEach(this::start);
        run(5_000);
        propose();
        run(2_000);
        List<Integer> expected = committed.values().stream()
                .filter(entry -> entry.type() == Entry.Type.COMMAND)
                .map(entry -> ByteBuffer.wrap(entry.payload()).getInt())
                .toList();
        Set<Integer> all = new HashSet<>(expected);
        if (!all.containsAll(acknowledged)) throw new AssertionError("an acknowledged command is gone");
        Members last = members();
        if (last.all().isEmpty()) throw new AssertionError("no leader was elected after all faults ended");
        for (Node node : nodes.values()) {
            if (last.find(node.name).isEmpty()) continue;
            if (!node.state.equals(expected)) {
                throw new AssertionError(node.name + " has " + node.state.size() + " commands of " + expected.size()
                        + ", or others; it is a " + node.raft.role() + " in term " + node.raft.term()
                        + ", commit " + node.raft.commit() + ", log " + node.log.firstIndex() + ".."
                        + node.log.lastIndex() + ", snapshot "
                        + node.log.snapshotIndex() + "; leader: "
                        + nodes.values().stream()
                                .filter(n -> n.isUp() && n.raft.role() == Raft.Role.LEADER)
                                .map(n -> n.name + " " + n.raft.commit() + " log " + n.log.firstIndex() + ".."
                                        + n.log.lastIndex() + " snap " + n.log.snapshotIndex() + " "
                                        + n.raft.peers(now))
                                .toList());
            }
        }
    }
}
