package dev.caravan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A little server on loopback that serves each connection on a thread. */
final class Backend implements AutoCloseable {
    /** What it does with a connection. */
    interface Talk {
        void with(Socket socket) throws IOException;
    }

    final AtomicInteger accepted = new AtomicInteger();
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    Backend(Talk talk) throws IOException {
        this(new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")), talk);
    }

    private Backend(ServerSocket listener, Talk talk) {
        this.listener = listener;
        Thread thread = new Thread(() -> accept(talk), "backend");
        thread.setDaemon(true);
        thread.start();
    }

    /** Greets with its name and repeats what comes. */
    static Backend echo(String name) throws IOException {
        return new Backend(socket -> {
            socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        });
    }

    /** Answers every HTTP request, on kept connections, after the hook, with its name. */
    static Backend http(String name, Runnable hook) throws IOException {
        Backend[] self = new Backend[1];
        self[0] = new Backend(socket -> {
            for (String head = head(socket.getInputStream()); head != null; head = head(socket.getInputStream())) {
                self[0].heads.add(head);
                int length = length(head);
                byte[] body = socket.getInputStream().readNBytes(length);
                hook.run();
                String text = length > 0 ? new String(body, StandardCharsets.UTF_8) : name;
                OutputStream out = socket.getOutputStream();
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                        .getBytes(StandardCharsets.UTF_8));
            }
        });
        return self[0];
    }

    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) return null;
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).trim());
            }
        }
        return 0;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept(Talk talk) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(talk, socket), "backend-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Talk talk, Socket socket) {
        try (socket) {
            talk.with(socket);
        } catch (IOException e) {
            // The other side went: the end of a test's connection.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
    }
}
