package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Spot;

/** A block that describes one workload. */
interface WorkloadBlock {
    @NoWord
    Kind kind();

    @NoWord
    String name();

    /** Where its word stands. */
    @NoWord
    Spot spot();

    /** The block that says what its pods are; empty when it says nothing. */
    @NoWord
    java.util.Optional<PodBlock> pod();

    /** The workload as the model has it; throws or notes the faults. */
    @NoWord
    WorkloadSpec build(String app);

    /** Where words stand that add steps to the workload's route, by the step. */
    @NoWord
    default java.util.Map<String, Spot> stepSpots() {
        return pod().map(pod -> pod.steps).orElse(java.util.Map.of());
    }

    /** While an overlay is applied, only words that replace a value may be said. */
    @NoWord
    void patching(boolean on);

    @NoWord
    default Block asBlock() {
        return (Block) this;
    }
}
