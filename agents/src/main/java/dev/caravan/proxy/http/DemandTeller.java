package dev.caravan.proxy.http;

import dev.caravan.model.ObjectKey;

/** Hears that a function's demand changed; tells the cluster when it is time to. */
@FunctionalInterface
interface DemandTeller {
    void changed(ObjectKey function);
}
