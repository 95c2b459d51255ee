package dev.caravan.journal.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be sent at the end of a turn. A leader's entries go out while its own disk still writes; answers that promise
 * something go out only once what they promise is durable.
 */
final class Outbox {
    private List<Outgoing> now = new ArrayList<>();
    private List<Outgoing> afterSync = new ArrayList<>();

    void send(String to, Message message) {
        now.add(new Outgoing(to, message));
    }

    void sendAfterSync(String to, Message message) {
        afterSync.add(new Outgoing(to, message));
    }

    List<Outgoing> takeNow() {
        List<Outgoing> taken = now;
        if (!taken.isEmpty()) now = new ArrayList<>();
        return taken;
    }

    List<Outgoing> takeAfterSync() {
        List<Outgoing> taken = afterSync;
        if (!taken.isEmpty()) afterSync = new ArrayList<>();
        return taken;
    }
}
