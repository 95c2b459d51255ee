package dev.caravan.engine;

import java.util.Optional;

/** Takes the lines of a container, one call at a time. */
public interface LogSink {
    /** One line of stdout or stderr, without its end; longer ones than 16 KiB come in pieces. */
    void line(String line);

    /** No more lines come; with what went wrong, if something did. Not called after {@link LogStream#close}. */
    void end(Optional<String> error);
}
