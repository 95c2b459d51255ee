package dev.caravan.script.words;

import dev.caravan.model.Placement;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;

/** A workload by its kind and name, and where it is named. */
@Says("a workload such as service('web')")
public record AvoidedWord(Placement.Avoided workload, Spot spot) {}
