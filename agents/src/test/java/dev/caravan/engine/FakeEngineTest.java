package dev.caravan.engine;

import dev.caravan.model.ContainerSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

class FakeEngineTest extends EngineContractTest {
    @Override
    protected Engine open() {
        return new FakeEngine(Clock.systemUTC());
    }

    @Override
    protected ContainerSpec longRunning() {
        return spec(Optional.of("any:1"), Optional.empty(), List.of(), List.of());
    }

    @Override
    protected void end(Engine engine, Started started, int code) {
        ((FakeEngine) engine).exit(started.id(), code);
    }
}
