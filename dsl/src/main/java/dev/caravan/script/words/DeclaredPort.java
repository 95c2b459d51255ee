package dev.caravan.script.words;

import dev.caravan.model.Port;
import dev.caravan.script.eval.Spot;

/** A port, and where its number, its {@code publish} and its {@code at} stand. */
record DeclaredPort(Port port, Spot spot, Spot publish, Spot at) {
    DeclaredPort at(String where, Spot whereSpot) {
        Port changed = new Port(port.number(), port.protocol(), port.publish(), java.util.Optional.of(where));
        return new DeclaredPort(changed, spot, publish, whereSpot);
    }
}
