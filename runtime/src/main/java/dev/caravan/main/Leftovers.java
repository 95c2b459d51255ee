package dev.caravan.main;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.Inventory;
import dev.caravan.engine.SandboxView;

/** Removes all that an engine still has of a cluster's node. */
final class Leftovers {
    private Leftovers() {}

    static void remove(Engine engine) {
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
                engine.kill(container.id());
                engine.remove(container.id());
            }
            for (SandboxView sandbox : all.sandboxes()) engine.removeSandbox(sandbox.id());
        } catch (EngineException e) {
            System.err.println("caravan: leftovers of the " + engine.name() + " engine: " + e.getMessage());
        } finally {
            engine.close();
        }
    }
}
