package dev.caravan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UdpProxyTest {
    @TempDir
    Path dir;

    private TestCluster cluster;

    @BeforeEach
    void start() {
        cluster = new TestCluster(dir);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void datagramsGoToAPodAndItsAnswersComeBackAlsoLargeOnes() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey dns = cluster.service("dns", TestCluster.publishedUdp(53, port));
        try (DatagramSocket pod = echo("a:")) {
            cluster.node("n1", "127.0.0.1", false);
            cluster.pod(dns, "p1", "n1", "127.0.0.1", 53, pod.getLocalPort());
            try (DatagramSocket client = client(port)) {
                await().until(() -> ask(client, "hello").equals("a:hello"));
                String large = "x".repeat(40_000);
                assertThat(ask(client, large)).isEqualTo("a:" + large);
            }
        }
    }

    @Test
    void sessionMovesWhenItsPodIsRemoved() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey dns = cluster.service("dns", TestCluster.publishedUdp(53, port));
        try (DatagramSocket one = echo("a:");
                DatagramSocket two = echo("b:");
                DatagramSocket client = client(port)) {
            cluster.node("n1", "127.0.0.1", false);
            Pod first = cluster.pod(dns, "p1", "n1", "127.0.0.1", 53, one.getLocalPort());
            await().until(() -> ask(client, "x").equals("a:x"));
            cluster.pod(dns, "p2", "n1", "127.0.0.1", 53, two.getLocalPort());
            cluster.remove(first);
            await().until(() -> ask(client, "x").equals("b:x"));
        }
    }

    @Test
    void datagramsCrossTheLinkToAPodOfAnotherNode() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey dns = cluster.service("dns", TestCluster.publishedUdp(53, port));
        try (DatagramSocket pod = echo("far:");
                DatagramSocket client = client(port)) {
            cluster.node("n1", "127.0.0.1", false);
            Proxy far = cluster.node("n2", "127.0.0.2", false);
            cluster.pod(dns, "p1", "n2", "127.0.0.1", 53, pod.getLocalPort());
            await().until(() -> ask(client, "x").equals("far:x"));
            assertThat(ask(client, "again")).isEqualTo("far:again");
            assertThat(far.linkRelayed()).isEqualTo(1);
        }
    }

    private static DatagramSocket echo(String prefix) throws SocketException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        Thread thread = new Thread(() -> answer(socket, prefix), "udp-echo");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    private static void answer(DatagramSocket socket, String prefix) {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                String text = prefix + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static DatagramSocket client(int port) throws IOException {
        DatagramSocket client = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        client.setSoTimeout(500);
        client.connect(InetAddress.getByName("127.0.0.1"), port);
        return client;
    }

    /** The answer, or nothing if none comes. */
    private static String ask(DatagramSocket client, String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            client.send(new DatagramPacket(bytes, bytes.length));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            client.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
