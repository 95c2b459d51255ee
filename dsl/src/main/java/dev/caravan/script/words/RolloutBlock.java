package dev.caravan.script.words;

import dev.caravan.model.Rollout;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.Map;
import java.util.TreeMap;

/** How pods of a new template take the place of the old ones. */
@Says("rollout")
public final class RolloutBlock extends ScriptBlock {
    private Rollout rollout;
    private final Map<String, Spot> steps = new TreeMap<>();

    RolloutBlock(Compilation compilation) {
        super(compilation);
    }

    /** Step by step: {@code surge} pods more and {@code unavailable} pods fewer than wanted, at most. */
    public void rolling(
            @NamedParams({
                        @NamedParam(value = "surge", type = int.class),
                        @NamedParam(value = "unavailable", type = int.class)
                    })
                    Map<String, ?> options) {
        int surge = options.containsKey("surge") ? (Integer) options.get("surge") : 1;
        int unavailable = options.containsKey("unavailable") ? (Integer) options.get("unavailable") : 0;
        within("surge", surge, 0, 1000, site().option("surge"));
        within("unavailable", unavailable, 0, 1000, site().option("unavailable"));
        steps.put("rollout:rolling", site().word());
        rollout = new Rollout.Rolling(surge, unavailable);
    }

    /** All old pods stop before the first new one starts. */
    public void recreate() {
        steps.put("rollout:recreate", site().word());
        rollout = new Rollout.Recreate();
    }

    /** Where the words stand that add steps to the route. */
    Map<String, Spot> steps() {
        return steps;
    }

    @NoWord
    public Rollout rollout() {
        return rollout;
    }
}
