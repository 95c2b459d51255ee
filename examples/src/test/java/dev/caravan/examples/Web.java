package dev.caravan.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What {@code curl} would see: one connection a request, and any host name in its head. */
final class Web {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 30_000;

    private Web() {}

    /** The body of a page. */
    static String get(String url) throws IOException {
        return get(url, URI.create(url).getAuthority());
    }

    /** The body of a page, asked for under another host's name. */
    static String get(String url, String host) throws IOException {
        URI uri = URI.create(url);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: " + host
                + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(READ_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return body(url, answer);
        }
    }

    private static String body(String url, String answer) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        String head = end < 0 ? answer : answer.substring(0, end);
        if (end < 0 || !head.matches("(?s)HTTP/1\\.[01] 200 .*")) {
            throw new IOException(url + " answered '" + head.lines().findFirst().orElse("") + "'");
        }
        String body = answer.substring(end + 4);
        return head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked") ? joined(body) : body;
    }

    /** Each chunk is its length in hex on a line, then as many characters (which are ASCII here), then a line's end. */
    private static String joined(String chunks) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (true) {
            int end = chunks.indexOf("\r\n", at);
            int length = Integer.parseInt(chunks.substring(at, end), 16);
            if (length == 0) return text.toString();
            text.append(chunks, end + 2, end + 2 + length);
            at = end + 4 + length;
        }
    }

    /** Whether a page answers as it should. */
    static boolean answers(String url, String body) {
        try {
            return get(url).equals(body);
        } catch (IOException e) {
            return false;
        }
    }
}
