package dev.caravan.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cli.Failure;
import dev.caravan.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long members in processes of their own take to start, and to go on after their leader was killed. */
final class FailoverBench {
    private static final int ROUNDS = 5;
    private static final int CONNECT_MILLIS = 300;
    private static final int READ_MILLIS = 1_000;
    private static final long WAIT_SECONDS = 60;

    private final BenchCluster cluster;
    private final int members;
    private int writes;

    private FailoverBench(BenchCluster cluster, int members) {
        this.cluster = cluster;
        this.members = members;
    }

    /** {@code start_process_s}, {@code rss_idle_mib} and, of three members, {@code failover_s} and {@code restart_s}. */
    static ObjectNode run(int members) throws IOException, InterruptedException {
        try (BenchCluster cluster = new BenchCluster(members)) {
            return new FailoverBench(cluster, members).measure();
        }
    }

    private ObjectNode measure() throws IOException, InterruptedException {
        ObjectNode result = Json.object();
        cluster.startProcesses();
        result.put("start_process_s", untilWritten(System.nanoTime(), -1));
        awaitHealthy();
        long resident = 0;
        for (int i = 0; i < members; i++) resident = Math.max(resident, cluster.residentMib(i));
        result.put("rss_idle_mib", resident);
        if (members == 1) return result;
        List<Double> failovers = new ArrayList<>();
        List<Double> restarts = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            int leader = leader();
            long killed = System.nanoTime();
            cluster.kill(leader);
            failovers.add(untilWritten(killed, leader));
            long started = System.nanoTime();
            cluster.startProcess(leader);
            awaitHealthy();
            restarts.add(seconds(started));
        }
        result.set("failover_s", spread(failovers));
        result.set("restart_s", spread(restarts));
        return result;
    }

    private static ObjectNode spread(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return Json.object()
                .put("median", sorted.get(sorted.size() / 2))
                .put("min", sorted.get(0))
                .put("max", sorted.get(sorted.size() - 1));
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
    }

    /** Until a write was acknowledged by any of the members but one. */
    private double untilWritten(long since, int but) throws InterruptedException {
        String body = "{\"spec\":{\"data\":{\"v\":\"" + writes++ + "\"}}}";
        while (seconds(since) < WAIT_SECONDS) {
            for (int i = 0; i < members; i++) {
                if (i != but && call(i, "PUT", "configs/failover", body).isPresent()) return seconds(since);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new Failure(Failure.FAILED, "no member took a write within " + WAIT_SECONDS + " s");
    }

    private int leader() {
        for (int i = 0; i < members; i++) {
            String leader = call(i, "GET", "status", "")
                    .map(s -> s.path("leader").asText())
                    .orElse("");
            if (!leader.isEmpty()) return Integer.parseInt(leader.substring(1)) - 1;
        }
        throw new Failure(Failure.FAILED, "no member knows a leader");
    }

    private void awaitHealthy() throws InterruptedException {
        long since = System.nanoTime();
        for (int i = 0; i < members; i++) {
            int number = i;
            while (!call(number, "GET", "status", "")
                    .map(s -> s.path("healthy").asBoolean() && s.path("members").size() == members)
                    .orElse(false)) {
                if (seconds(since) > WAIT_SECONDS) {
                    throw new Failure(Failure.FAILED, "member s" + (number + 1) + " did not become healthy");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** The answer of a member; empty if it gives none, or refuses. */
    private Optional<JsonNode> call(int member, String method, String path, String body) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + cluster.apiPort(member) + "/api/v1/" + path);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setRequestProperty("Authorization", "Bearer " + cluster.token());
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            if (connection.getResponseCode() >= 400) return Optional.empty();
            try (var in = connection.getInputStream()) {
                return Optional.of(Json.parse(in.readAllBytes()));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
