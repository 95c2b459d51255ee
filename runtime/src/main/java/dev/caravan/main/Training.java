package dev.caravan.main;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Runs a usual command against an answer of its own, so that the archive of loaded classes has what commands load. */
final class Training {
    private static final String PODS = """
            {"kind":"PodList","metadata":{"resourceVersion":1},"items":[{"kind":"Pod","metadata":{"namespace":"default",
            "name":"web-1-0-0","labels":{},"creationTimestamp":"2026-01-01T00:00:00.5Z"},"spec":{"goal":"Run","node":"n1",
            "template":{"containers":[{"name":"main","image":"web:1","sidecar":false}]}},"status":{"phase":"Running",
            "ready":true,"restarts":0,"containers":[{"name":"main","state":"Running"}]}}]}
            """;

    private Training() {}

    public static void main(String[] args) throws IOException {
        byte[] answer = PODS.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Caravan.run("get", "pods", "-o", "wide", "--server", url, "--token", "none");
        server.stop(0);
    }
}
