package dev.caravan.main;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.Inventory;
import dev.caravan.engine.SandboxView;
import java.util.ArrayList;
import java.util.List;

/** Removes all that an engine still has of a cluster's node. */
final class Leftovers {
    private Leftovers() {}

    /** Removes what it can, and returns why it could not remove the rest. */
    static List<String> remove(Engine engine) {
        List<String> failures = new ArrayList<>();
        try {
            engine.start(new EngineListener() {
                @Override
                public void exited(String id) {}

                @Override
                public void lookAgain() {}
            });
            engine.fillPool(0);
            Inventory all = engine.list();
            for (ContainerView container : all.containers()) {
                if (container.isRunning()) attempt(failures, () -> engine.kill(container.id()));
                attempt(failures, () -> engine.remove(container.id()));
            }
            for (SandboxView sandbox : all.sandboxes()) {
                attempt(failures, () -> engine.removeSandbox(sandbox.id()));
            }
        } catch (EngineException e) {
            failures.add(e.getMessage());
        } finally {
            engine.close();
        }
        return failures;
    }

    /** One that resists does not keep the others. */
    private static void attempt(List<String> failures, Runnable removal) {
        try {
            removal.run();
        } catch (EngineException e) {
            failures.add(e.getMessage());
        }
    }
}
