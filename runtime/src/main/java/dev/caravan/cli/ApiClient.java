package dev.caravan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One API server, over {@link HttpURLConnection}, which starts faster than the JDK's newer client. */
final class ApiClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;

    private final ClientConfig config;

    ApiClient(ClientConfig config) {
        this.config = config;
    }

    Object get(String path, Map<String, String> query) {
        return call("GET", path, query, null);
    }

    Object post(String path, Map<String, String> query, Object body) {
        return call("POST", path, query, body);
    }

    Object put(String path, Map<String, String> query, Object body) {
        return call("PUT", path, query, body);
    }

    /** Sends bytes as they are. */
    Object send(String path, Map<String, String> query, byte[] body) {
        return call("POST", path, query, body);
    }

    Object delete(String path, Map<String, String> query) {
        return call("DELETE", path, query, null);
    }

    private Object call(String method, String path, Map<String, String> query, Object body) {
        try (InputStream in = open(method, path, query, body, READ_MILLIS)) {
            return JsonTree.parse(in);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** An answer that comes bit by bit, for as long as it takes. */
    InputStream stream(String path, Map<String, String> query) {
        try {
            return open("GET", path, query, null, 0);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Asks one server after the other until one takes the connection. */
    private InputStream open(String method, String path, Map<String, String> query, Object body, int readMillis)
            throws IOException {
        IOException last = null;
        for (String server : config.servers()) {
            try {
                return open(server, method, path, query, body, readMillis);
            } catch (ConnectException e) {
                last = e;
            } catch (SocketTimeoutException e) {
                // One that took the request may be at it: only a connection that was never made is tried elsewhere.
                if (!String.valueOf(e.getMessage()).startsWith("Connect")) throw e;
                last = e;
            }
        }
        throw last;
    }

    private InputStream open(
            String server, String method, String path, Map<String, String> query, Object body, int readMillis)
            throws IOException {
        URI uri = uri(server, path, query);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(readMillis);
        connection.setRequestProperty("Authorization", "Bearer " + config.token());
        connection.setRequestProperty("Accept", "application/json");
        if (body != null) {
            byte[] bytes = body instanceof byte[] raw
                    ? raw
                    : JsonTree.write(body, false).getBytes(StandardCharsets.UTF_8);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setFixedLengthStreamingMode(bytes.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(bytes);
            }
        } else if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(0);
            connection.getOutputStream().close();
        }
        int status = connection.getResponseCode();
        if (status >= 400) throw failure(status, connection);
        return connection.getInputStream();
    }

    private static URI uri(String server, String path, Map<String, String> query) {
        StringBuilder uri = new StringBuilder(server).append("/api/v1/").append(path);
        char separator = '?';
        for (Map.Entry<String, String> entry : query.entrySet()) {
            uri.append(separator).append(encode(entry.getKey())).append('=').append(encode(entry.getValue()));
            separator = '&';
        }
        try {
            return URI.create(uri.toString());
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, "'" + server + "' is no server address: " + e.getMessage());
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Failure failure(int status, HttpURLConnection connection) throws IOException {
        if (status == 401) {
            String which = config.token().isEmpty() ? "no token was given" : "the token is not valid here";
            return new Failure(
                    Failure.UNREACHABLE,
                    "not logged in to " + config.server() + ": " + which
                            + "; give --token or CARAVAN_TOKEN, or run as the user of 'caravan up'");
        }
        try (InputStream in = connection.getErrorStream()) {
            if (in == null) return new Failure(Failure.FAILED, "the server answered " + status);
            Object problem = JsonTree.parse(in);
            return new Failure(Failure.FAILED, Problems.text(problem));
        }
    }

    private Failure unreachable(IOException e) {
        String why = e instanceof ConnectException ? "connection refused" : e.toString();
        return new Failure(
                Failure.UNREACHABLE,
                "cannot reach the server at " + config.server() + " (" + why
                        + "): start one with 'caravan up', or name it with --server or CARAVAN_SERVER");
    }

    /** Problem documents as people read them. */
    static final class Problems {
        private Problems() {}

        static String text(Object problem) {
            List<?> errors = JsonTree.list(problem, "errors");
            if (errors.isEmpty()) return JsonTree.text(problem, "detail");
            StringBuilder text = new StringBuilder();
            for (Object error : errors) {
                if (text.length() > 0) text.append('\n');
                String file = JsonTree.text(error, "file");
                if (file.isEmpty()) {
                    text.append(JsonTree.text(error, "message"));
                } else {
                    long column = JsonTree.number(error, "column");
                    text.append(file)
                            .append(':')
                            .append(JsonTree.number(error, "line"))
                            .append(':');
                    text.append(column)
                            .append(": ")
                            .append(JsonTree.text(error, "message"))
                            .append('\n');
                    text.append("    ")
                            .append(JsonTree.text(error, "sourceLine"))
                            .append('\n');
                    long caret = JsonTree.at(error, "caret") == null ? column - 1 : JsonTree.number(error, "caret");
                    text.append(" ".repeat((int) Math.max(0, caret) + 4)).append('^');
                }
            }
            boolean script = JsonTree.number(problem, "status") == 422;
            if (script) text.append('\n').append(JsonTree.text(problem, "detail"));
            return text.toString();
        }
    }
}
