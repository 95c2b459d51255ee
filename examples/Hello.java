import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A web server of one file: answers every request with a greeting and the name of its pod. */
public final class Hello {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        byte[] greeting = "Hello from Caravan\n".getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, greeting.length);
            try (var body = exchange.getResponseBody()) {
                body.write(greeting);
            }
        });
        server.start();
        System.out.println("listening on port " + port);
    }
}
