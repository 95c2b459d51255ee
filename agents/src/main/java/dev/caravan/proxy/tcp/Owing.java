package dev.caravan.proxy.tcp;

import dev.caravan.proxy.net.Turns;
import dev.caravan.proxy.table.Endpoint;

/** Keeps count of one connection's unanswered bytes in its endpoint's load. From the dial on, the pod owes an answer. */
final class Owing implements Turns {
    private final Endpoint.Load load;
    private boolean owed = true;

    Owing(Endpoint.Load load) {
        this.load = load;
        load.owes();
    }

    @Override
    public void clientSpoke() {
        if (owed) return;
        owed = true;
        load.owes();
    }

    @Override
    public void podSpoke() {
        if (!owed) return;
        owed = false;
        load.answered();
    }
}
