package dev.caravan.script.words;

import dev.caravan.script.Check;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.Optional;

/** What must be true of the app on a simulated cluster, whatever happens there. */
@Says("check")
public final class CheckBlock extends ScriptBlock {
    private final String name;
    private final Spot spot;
    private final GivenBlock given;
    private final WhenBlock when;
    private final ThenBlock then;

    CheckBlock(Compilation compilation, String name, Spot spot) {
        super(compilation);
        this.name = name;
        this.spot = spot;
        this.given = new GivenBlock(compilation);
        this.when = new WhenBlock(compilation, given);
        this.then = new ThenBlock(compilation);
    }

    /** The cluster, and the parameters that the app is applied with. */
    public void given(@DelegatesTo(value = GivenBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        run(body, given);
    }

    /** What happens once the app is healthy, one after the other. */
    public void when(@DelegatesTo(value = WhenBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        run(body, when);
    }

    /** What must be true then. */
    public void then(@DelegatesTo(value = ThenBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        run(body, then);
    }

    Spot spot() {
        return spot;
    }

    /** The check; says in the faults what it names that is not there. */
    Optional<Check> build(WorkloadNames workloads, String place) {
        when.mentions().forEach(workloads::check);
        then.mentions().forEach(workloads::check);
        if (isDamaged() || given.isDamaged() || when.isDamaged() || then.isDamaged()) return Optional.empty();
        if (then.expectations().isEmpty()) {
            throw Fault.at(spot, "check '" + name + "' expects nothing: then { … } says what must be true");
        }
        return Optional.of(new Check(name, place, given.given(), when.happenings(), then.expectations(), then.limit()));
    }
}
