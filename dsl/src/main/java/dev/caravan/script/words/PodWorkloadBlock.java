package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Spot;
import java.util.Optional;

/** A workload whose own block says what its pods are: every kind but the cron, whose job does. */
public abstract class PodWorkloadBlock extends PodBlock implements WorkloadBlock {
    final String name;
    private final Kind kind;
    private final Spot spot;

    PodWorkloadBlock(Compilation compilation, Kind kind, String name, Spot spot) {
        super(compilation, kind.singular() + " '" + name + "'", spot);
        this.kind = kind;
        this.name = name;
        this.spot = spot;
    }

    @Override
    @NoWord
    public Kind kind() {
        return kind;
    }

    @Override
    @NoWord
    public String name() {
        return name;
    }

    @Override
    @NoWord
    public Spot spot() {
        return spot;
    }

    @Override
    @NoWord
    public Optional<PodBlock> pod() {
        return Optional.of(this);
    }

    @Override
    @NoWord
    public void patching(boolean on) {
        patch(on);
    }
}
