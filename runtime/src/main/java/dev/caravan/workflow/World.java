package dev.caravan.workflow;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a pass of a run sees, and reaches: the state at one time, and the world outside. */
public interface World {
    Optional<Workload> workload(ObjectKey key);

    Optional<Workflow> workflow(ObjectKey key);

    List<Pod> podsOf(ObjectKey workload);

    Metrics metrics();

    Reach reach();

    Outside outside();

    Instant now();

    Supplier<String> uids();

    /** How the world outside is reached. */
    record Reach(Connector connector, HttpCalls http, LogTail logs, Metrics metrics) {}
}
