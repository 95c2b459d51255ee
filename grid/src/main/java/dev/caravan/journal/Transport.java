package dev.caravan.journal;

import java.io.DataInput;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jgroups.Address;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.blocks.cs.ConnectionListener;
import org.jgroups.blocks.cs.Receiver;
import org.jgroups.blocks.cs.TcpServer;
import org.jgroups.stack.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames between members, over JGroups' TCP server. May lose frames, for which its callers are made; never alters them, and
 * passes on only those that were made with the cluster's secret. One thread for each member that is sent to, so that one who
 * does not read holds up nobody else.
 */
final class Transport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /** JGroups' own words repeat ours; kept here, since a logger that nobody holds forgets its level. */
    private static final java.util.logging.Logger JGROUPS = java.util.logging.Logger.getLogger("org.jgroups");

    /** Frames that wait for one member; what comes on top is dropped. */
    private static final int MAX_WAITING = 256;

    private static final int MAX_FRAME_BYTES = 128 << 20;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int SOCKET_BUFFER_BYTES = 512 << 10;

    private final String name;
    private final String id;
    private final TcpServer server;
    private final ThreadLocal<FrameCodec> codec;
    private final Consumer<Frame> received;
    private final Consumer<String> lost;
    private final Map<Address, String> names = new ConcurrentHashMap<>();
    private final Map<String, Sender> senders = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Binds the address.
     *
     * @param received is called with each good frame, on the connection's thread
     * @param lost is called with the name of a member whose connection broke
     * @throws IllegalStateException if the address cannot be bound
     */
    Transport(String address, String secret, String name, String id, Consumer<Frame> received, Consumer<String> lost) {
        JGROUPS.setLevel(Level.OFF);
        this.name = name;
        this.id = id;
        this.codec = ThreadLocal.withInitial(() -> new FrameCodec(secret));
        this.received = received;
        this.lost = lost;
        try {
            IpAddress bind = new IpAddress(address);
            InetAddress host = bind.getIpAddress();
            server = new TcpServer(host, bind.getPort());
            server.receiver(new Incoming());
            server.tcpNodelay(true)
                    .linger(-1)
                    .socketConnectionTimeout(CONNECT_MILLIS)
                    .sendBufferSize(SOCKET_BUFFER_BYTES)
                    .receiveBufferSize(SOCKET_BUFFER_BYTES)
                    .setMaxLength(MAX_FRAME_BYTES)
                    .addConnectionListener(new Connections());
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the journal's port " + address + " is in use or cannot be bound (" + e.getMessage()
                            + "): stop what uses it, or choose another --journal-port",
                    e);
        }
    }

    /** Begins to take connections. */
    void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the journal's connections cannot be started: " + e.getMessage(), e);
        }
    }

    private final class Incoming implements Receiver {
        @Override
        public void receive(Address sender, byte[] data, int offset, int length) {
            if (closed) return;
            try {
                Frame frame = codec.get().decode(data, offset, length);
                names.put(sender, frame.from());
                received.accept(frame);
            } catch (IllegalArgumentException e) {
                LOG.warn("event=FrameRefused from={} cause=\"{}\"", sender, e.getMessage());
            }
        }

        @Override
        public void receive(Address sender, DataInput in, int length) throws Exception {
            byte[] data = new byte[length];
            in.readFully(data);
            receive(sender, data, 0, length);
        }
    }

    private final class Connections implements ConnectionListener {
        @Override
        public void connectionClosed(Connection connection) {
            Address peer = connection.peerAddress();
            if (closed || peer == null || server.hasConnection(peer)) return;
            Optional.ofNullable(names.remove(peer)).ifPresent(lost);
        }

        @Override
        public void connectionEstablished(Connection connection) {
            // Who it is says its first frame.
        }
    }

    /** Sends parts to a member's address, as soon as it can be reached; drops them if too much waits already. */
    void send(String address, List<Part> parts) {
        if (closed) return;
        senders.computeIfAbsent(address, Sender::new).queue.offer(new Frame(name, id, parts));
    }

    private final class Sender implements Runnable {
        private final String address;
        private final BlockingQueue<Frame> queue = new ArrayBlockingQueue<>(MAX_WAITING);
        private final Thread thread;
        private boolean reached = true;

        Sender(String address) {
            this.address = address;
            this.thread = new Thread(this, "caravan-journal-to-" + address);
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            FrameCodec own = codec.get();
            while (!closed) {
                try {
                    byte[] data = own.encode(queue.take());
                    server.send(new IpAddress(address), data, 0, data.length);
                    if (!reached) LOG.info("event=MemberReached address={}", address);
                    reached = true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (Exception e) {
                    if (reached && !closed) {
                        LOG.warn("event=MemberUnreachable address={} cause=\"{}\"", address, e.getMessage());
                    }
                    reached = false;
                    queue.clear(); // old by the time that it can be reached again
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        senders.values().forEach(sender -> sender.thread.interrupt());
        server.stop();
    }
}
