package dev.caravan.agent;

import dev.caravan.engine.Engine;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.Signals;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** What the pods of one node work with. */
record Site(
        String nodeName,
        Engine engine,
        Signals signals,
        PodSecrets secrets,
        Clock clock,
        ScheduledExecutorService timer,
        Prober prober) {}
