package dev.caravan.engine.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Where the engine listens: {@code DOCKER_HOST}, or the usual socket. */
record DockerHost(URI uri) {
    private static final String USUAL = "unix:///var/run/docker.sock";
    private static final int TCP_PORT = 2375;
    private static final int MOST_BYTES = 16 * 1024;

    static DockerHost fromEnvironment() {
        String stated = System.getenv("DOCKER_HOST");
        return new DockerHost(URI.create(stated == null || stated.isBlank() ? USUAL : stated));
    }

    /** Whether an engine answers a ping in time; loads nothing of docker-java, so that it answers in milliseconds. */
    boolean answersWithin(Duration limit) {
        try {
            String answer = exchange("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n", new byte[0], limit);
            return answer.startsWith("HTTP/1.") && answer.contains(" 200 ");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Sends a body and returns the answer with its head, as far as {@link #MOST_BYTES} and the time go. */
    String post(String path, byte[] body, Duration limit) throws IOException {
        String head =
                "POST " + path + " HTTP/1.0\r\nHost: docker\r\nContent-Type: application/x-tar\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
        return exchange(head, body, limit);
    }

    private String exchange(String head, byte[] body, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Selector selector = Selector.open();
                SocketChannel channel = isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address()) && !(await(selector, deadline) && channel.finishConnect())) return "";
            key.interestOps(SelectionKey.OP_WRITE);
            for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), body}) {
                ByteBuffer left = ByteBuffer.wrap(part);
                while (left.hasRemaining() && await(selector, deadline)) channel.write(left);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);
            while (answer.hasRemaining() && await(selector, deadline) && channel.read(answer) >= 0) {}
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }

    private static SocketChannel open() throws IOException {
        return SocketChannel.open();
    }

    private static boolean await(Selector selector, long deadline) throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        selector.selectedKeys().clear();
        return left > 0 && selector.select(left) > 0;
    }

    private boolean isUnix() {
        return "unix".equals(uri.getScheme());
    }

    private SocketAddress address() {
        if (isUnix()) return UnixDomainSocketAddress.of(uri.getPath());
        return new InetSocketAddress(uri.getHost(), uri.getPort() > 0 ? uri.getPort() : TCP_PORT);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
