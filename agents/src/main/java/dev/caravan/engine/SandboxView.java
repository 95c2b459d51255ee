package dev.caravan.engine;

import java.util.Optional;

/**
 * A sandbox as the engine has it.
 *
 * @param podUid the pod that it was made for; empty for one from the pool, which its containers name
 */
public record SandboxView(String id, Optional<String> podUid, boolean running, Optional<String> address) {}
