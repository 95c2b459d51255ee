package dev.caravan.proxy;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A proxy in front of a given server, to be loaded by wrk beside others. Arguments: the port of the TCP relay, the port of
 * the ingress, the port of the server on 127.0.0.1, and optionally a UDP port and its server's.
 */
final class ProxyBench {
    private ProxyBench() {}

    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("proxy-bench");
        try (TestCluster cluster = new TestCluster(dir)) {
            ObjectKey web = cluster.service(
                    "web", new Port(80, Port.Protocol.TCP, Optional.of(Integer.parseInt(args[0])), Optional.of("/")));
            cluster.start(
                    new ProxyConfig(
                            "n1",
                            "127.0.0.1",
                            TestCluster.freePort("127.0.0.1"),
                            Integer.parseInt(args[1]),
                            false,
                            TestCluster.SECRET,
                            dir),
                    cluster.signals);
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, Integer.parseInt(args[2]));
            if (args.length > 4) {
                ObjectKey dns = cluster.service("dns", TestCluster.publishedUdp(53, Integer.parseInt(args[3])));
                cluster.pod(dns, "p2", "n1", "127.0.0.1", 53, Integer.parseInt(args[4]));
            }
            new CountDownLatch(1).await();
        }
    }
}
