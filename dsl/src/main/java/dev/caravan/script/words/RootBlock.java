package dev.caravan.script.words;

import dev.caravan.model.Names;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.Optional;

/** The script itself: it holds one app. */
@Says("the script")
public final class RootBlock extends ScriptBlock {
    private AppBlock app;

    public RootBlock(Compilation compilation) {
        super(compilation);
    }

    /** What the script deploys; its name is a DNS label. */
    public void app(
            String name, @DelegatesTo(value = AppBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (app != null) throw Fault.at(site().word(), "a script has one app; '" + app.name() + "' is in it already");
        Spot word = site().word();
        app = new AppBlock(compilation, name, word);
        if (!Names.isValid(name)) {
            compilation.faults.add(site().argument(0), badName("an app", name));
        }
        run(body, app);
        app.applyOverlays();
    }

    /** The app that the script describes; says in the faults when there is none. */
    @NoWord
    public Optional<AppBlock> described() {
        if (app == null && !isDamaged()) {
            compilation.faults.add(Spot.START, "the script has no app; it starts with app('name') { … }");
        }
        return Optional.ofNullable(app);
    }
}
