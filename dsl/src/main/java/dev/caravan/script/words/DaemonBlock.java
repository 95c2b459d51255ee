package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;

/** One pod on each matching node. */
@Says("daemon")
public final class DaemonBlock extends PodWorkloadBlock {

    DaemonBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, Kind.DAEMON, name, spot);
    }

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        return WorkloadSpec.of(app, new Mode.Daemon(), completeTemplate());
    }
}
