package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import java.util.Optional;

/** One pod on each matching node. */
@Says("daemon")
public final class DaemonBlock extends PodBlock implements WorkloadBlock {
    private final String name;
    private final Spot spot;

    DaemonBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, "daemon '" + name + "'", spot);
        this.name = name;
        this.spot = spot;
    }

    @Override
    @NoWord
    public Kind kind() {
        return Kind.DAEMON;
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

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        return WorkloadSpec.of(app, new Mode.Daemon(), completeTemplate());
    }
}
