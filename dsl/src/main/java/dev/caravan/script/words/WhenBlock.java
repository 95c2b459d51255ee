package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.script.Check.Happening;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Phrase;
import dev.caravan.script.eval.Says;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What happens in a check. */
@Says("when")
public final class WhenBlock extends Block {
    private final GivenBlock given;
    private final List<Happening> happenings = new ArrayList<>();
    private final List<WorkloadNames.Mention> mentions = new ArrayList<>();

    WhenBlock(Compilation compilation, GivenBlock given) {
        super(compilation.faults);
        this.given = given;
    }

    /** A node, by what befalls it: {@code fails()}, {@code returns()} or {@code isCordoned()}. */
    @Says("node('n1')")
    public static final class NodeWord implements Phrase {
        private final String name;
        private final Consumer<Happening> happens;

        private NodeWord(String name, Consumer<Happening> happens) {
            this.name = name;
            this.happens = happens;
        }

        /** It is silent from now on, and nothing runs there. */
        public void fails() {
            happens.accept(new Happening.NodeFails(name));
        }

        /** It is heard from again. */
        public void returns() {
            happens.accept(new Happening.NodeReturns(name));
        }

        /** It gets no new pods. */
        public void isCordoned() {
            happens.accept(new Happening.NodeCordoned(name));
        }
    }

    /** A workload, by what befalls it. */
    @Says("a workload such as service('web')")
    public static final class WorkloadWord implements Phrase {
        private final Kind kind;
        private final String name;
        private final Consumer<Happening> happens;

        private WorkloadWord(Kind kind, String name, Consumer<Happening> happens) {
            this.kind = kind;
            this.name = name;
            this.happens = happens;
        }

        /** The containers of one ready pod end. */
        public void crashes() {
            happens.accept(new Happening.Crashes(kind, name));
        }

        /** A user scales it. */
        public void scalesTo(int replicas) {
            if (kind != Kind.SERVICE) {
                throw new IllegalArgumentException(
                        "only a service can be scaled, " + name + " is a " + kind.singular());
            }
            if (replicas < 0 || replicas > Mode.Service.MAX_REPLICAS) {
                throw new IllegalArgumentException(
                        "replicas must be 0.." + Mode.Service.MAX_REPLICAS + ", was " + replicas);
            }
            happens.accept(new Happening.Scales(name, replicas));
        }
    }

    /** The member that drives the cluster. */
    @Says("driver()")
    public static final class DriverWord implements Phrase {
        private final Consumer<Happening> happens;

        private DriverWord(Consumer<Happening> happens) {
            this.happens = happens;
        }

        /** Another member takes over. */
        public void fails() {
            happens.accept(new Happening.DriverFails());
        }
    }

    /** A node of the cluster, such as {@code node('n1').fails()}. */
    public NodeWord node(String name) {
        int nodes = given.given().nodes();
        boolean known = name.matches("n[1-9][0-9]{0,2}") && Integer.parseInt(name.substring(1)) <= nodes;
        if (!known) {
            throw Fault.at(
                    site().argument(0),
                    "there is no node '" + name + "': the check has n1" + (nodes > 1 ? " to n" + nodes : ""));
        }
        return new NodeWord(name, happenings::add);
    }

    /** A service of the app, such as {@code service('web').crashes()}. */
    public WorkloadWord service(String name) {
        return workload(Kind.SERVICE, name);
    }

    /** A daemon of the app, such as {@code daemon('metrics').crashes()}. */
    public WorkloadWord daemon(String name) {
        return workload(Kind.DAEMON, name);
    }

    private WorkloadWord workload(Kind kind, String name) {
        mentions.add(new WorkloadNames.Mention(kind, name, site().argument(0)));
        return new WorkloadWord(kind, name, happenings::add);
    }

    /** The member that drives the cluster, as in {@code driver().fails()}. */
    public DriverWord driver() {
        return new DriverWord(happenings::add);
    }

    /** Time passes before what is said next. */
    public void after(Duration time) {
        happenings.add(new Happening.Passes(ScriptBlock.positive("after", time, site().argument(0))));
    }

    @NoWord
    public List<Happening> happenings() {
        return List.copyOf(happenings);
    }

    @NoWord
    List<WorkloadNames.Mention> mentions() {
        return mentions;
    }
}
