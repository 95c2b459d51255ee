package dev.caravan.script.words;

import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;

/** A further container of a pod. */
@Says("container")
public final class ExtraContainerBlock extends ContainerBlock {
    ExtraContainerBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, name, spot);
    }

    /** Starts before the others, stops after them, and never holds a job. */
    public void sidecar() {
        sidecar = true;
    }
}
