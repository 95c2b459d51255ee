package dev.caravan.proxy.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Opens streams on agents' links with plain blocking sockets. Thread-safe. */
public final class LinkClient {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final LinkAuth auth;

    public LinkClient(String clusterSecret) {
        this.auth = new LinkAuth(clusterSecret);
    }

    /**
     * Opens a stream for reading. Closing it ends the service's work.
     *
     * @throws IOException if the link is not reached, refuses, or knows no such verb
     */
    public InputStream open(String nodeAddress, int linkPort, String verb, Map<String, String> params)
            throws IOException {
        return connect(nodeAddress, linkPort, verb, params).getInputStream();
    }

    /** As {@link #open}, in both directions. The socket is the caller's to close. */
    public Socket connect(String nodeAddress, int linkPort, String verb, Map<String, String> params)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(nodeAddress, linkPort), (int) CONNECT_TIMEOUT.toMillis());
            socket.setSoTimeout((int) Dialer.HANDSHAKE_SECONDS * 1000);
            String greeting = line(socket.getInputStream());
            if (!greeting.startsWith(LinkAuth.GREETING)) throw new IOException("no link there: " + greeting);
            String ask = auth.ask(greeting.substring(LinkAuth.GREETING.length()), verb, params) + "\n";
            socket.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
            String answer = line(socket.getInputStream());
            if (!answer.equals(LinkAuth.OK)) throw new IOException(answer);
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "link to " + nodeAddress + ":" + linkPort + " verb=" + verb + ": " + e.getMessage(), e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new IOException("closed while opening: wrong cluster secret?");
            if (line.size() > LinkAuth.MAX_LINE) throw new IOException("line too long");
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
