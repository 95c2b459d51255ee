package dev.caravan.proxy.http;

/** Hears whether a connection to a pod was had, once, on the loop that asked. */
interface PodSeeker {
    void found(PodConnection connection);

    void failed(Throwable cause);
}
