package dev.caravan.workflow;

import dev.caravan.model.ObjectKey;
import java.time.Duration;
import java.util.OptionalDouble;

/** What is measured of workloads. Thread-safe; never blocks. */
@FunctionalInterface
public interface Metrics {
    /**
     * A metric's present value.
     *
     * @param metric such as {@code http_error_ratio}
     * @param canary whether of the workload's canary pods, else of the others
     * @param over the time that it is taken over, back from now
     * @return empty when nothing was measured in that time, or the metric is not known
     */
    OptionalDouble value(String metric, ObjectKey workload, boolean canary, Duration over);
}
