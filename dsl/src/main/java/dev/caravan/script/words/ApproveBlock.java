package dev.caravan.script.words;

import dev.caravan.model.Action;
import dev.caravan.model.Step;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits for people. */
@Says("approve")
public final class ApproveBlock extends ScriptBlock {
    /** Who may approve. */
    @Says("role('name')")
    public record RoleWord(String name) {}

    private final String name;
    private String role = "";
    private int quorum = 1;
    private Duration expires;

    ApproveBlock(Compilation compilation, String name) {
        super(compilation);
        this.name = name;
    }

    /** Who may approve. */
    public void by(RoleWord who) {
        role = who.name();
    }

    /** A role of users. */
    public RoleWord role(String name) {
        if (!name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
            throw Fault.at(site().argument(0), badName("a role", name));
        }
        return new RoleWord(name);
    }

    /** How many different ones must agree. */
    public void quorum(int count) {
        quorum = within("quorum", count, 1, 100, site().argument(0));
    }

    /** How long they have; then the step has failed. */
    public void expires(Duration time) {
        expires = positive("expires", time, site().argument(0));
    }

    @NoWord
    Step build() {
        Action.Approve action = new Action.Approve(role, quorum, Optional.ofNullable(expires));
        return new Step(name, action, Step.Policy.once(), false, List.of());
    }
}
