package dev.caravan.engine;

/** What an engine tells of its own accord. A hint: whoever hears it looks at the engine. Must not block. */
public interface EngineListener {
    /** A container or sandbox ended. */
    void exited(String id);

    /** News may have been missed: look at everything. */
    void lookAgain();
}
