package dev.caravan.proxy.link;

import java.io.IOException;
import java.util.Map;

/** Something that an agent answers on its link besides traffic to pods, such as {@code logs}. */
@FunctionalInterface
public interface LinkService {
    /**
     * Serves one stream on a thread of its own; may block. The stream is closed when this returns or throws. It ends early
     * when the client goes: writes then throw and {@link LinkStream#onClose} callbacks run.
     */
    void serve(Map<String, String> params, LinkStream stream) throws IOException;
}
