package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.script.Check;
import dev.caravan.script.Check.Comparison;
import dev.caravan.script.Check.Expectation;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Phrase;
import dev.caravan.script.eval.Says;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What must be true in a check. */
@Says("then")
public final class ThenBlock extends Block {
    private static final int MAX_COUNT = 10_000;

    private final List<Expectation> expectations = new ArrayList<>();
    private final List<WorkloadNames.Mention> mentions = new ArrayList<>();
    private Duration within = Check.DEFAULT_WITHIN;

    ThenBlock(Compilation compilation) {
        super(compilation.faults);
    }

    /** A workload, by what is looked at: {@code ready()}, or {@code completes()} of a job. */
    @Says("a workload such as service('web')")
    public static final class WorkloadWord implements Phrase {
        private final Kind kind;
        private final String name;
        private final Consumer<Expectation> expect;

        private WorkloadWord(Kind kind, String name, Consumer<Expectation> expect) {
            this.kind = kind;
            this.name = name;
            this.expect = expect;
        }

        /** Its ready pods. */
        public CountWord ready() {
            return new CountWord(kind, name, expect);
        }

        /** Its run succeeds. */
        public void completes() {
            if (kind != Kind.JOB) throw new IllegalArgumentException("only a job completes");
            expect.accept(new Expectation.Completes(name));
        }
    }

    /** A number of ready pods, by what it must be. */
    @Says("a number such as service('web').ready()")
    public static final class CountWord implements Phrase {
        private final Kind kind;
        private final String name;
        private final Consumer<Expectation> expect;

        private CountWord(Kind kind, String name, Consumer<Expectation> expect) {
            this.kind = kind;
            this.name = name;
            this.expect = expect;
        }

        /** So many or more. */
        public void atLeast(int count) {
            expect(Comparison.AT_LEAST, count);
        }

        /** So many or fewer. */
        public void atMost(int count) {
            expect(Comparison.AT_MOST, count);
        }

        /** Just so many. */
        public void exactly(int count) {
            expect(Comparison.EXACTLY, count);
        }

        /** So many or more at all times, from the first thing that happens on. */
        public void staysAtLeast(int count) {
            expect(Comparison.STAYS_AT_LEAST, count);
        }

        private void expect(Comparison comparison, int count) {
            if (count < 0 || count > MAX_COUNT) {
                throw new IllegalArgumentException("a number of pods must be 0.." + MAX_COUNT + ", was " + count);
            }
            expect.accept(new Expectation.Ready(kind, name, comparison, count));
        }
    }

    /** A service of the app, such as {@code service('web').ready().atLeast(2)}. */
    public WorkloadWord service(String name) {
        return workload(Kind.SERVICE, name);
    }

    /** A function of the app, such as {@code function('thumb').ready().exactly(0)}. */
    public WorkloadWord function(String name) {
        return workload(Kind.FUNCTION, name);
    }

    /** A job of the app, such as {@code job('migrate').completes()}. */
    public WorkloadWord job(String name) {
        return workload(Kind.JOB, name);
    }

    /** A daemon of the app, such as {@code daemon('metrics').ready().exactly(3)}. */
    public WorkloadWord daemon(String name) {
        return workload(Kind.DAEMON, name);
    }

    private WorkloadWord workload(Kind kind, String name) {
        mentions.add(new WorkloadNames.Mention(kind, name, site().argument(0)));
        return new WorkloadWord(kind, name, expectations::add);
    }

    /** By when it must be true, after the last thing that happened (60 seconds). */
    public void within(Duration time) {
        within = ScriptBlock.positive("within", time, site().argument(0));
    }

    @NoWord
    public List<Expectation> expectations() {
        return List.copyOf(expectations);
    }

    @NoWord
    public Duration limit() {
        return within;
    }

    @NoWord
    List<WorkloadNames.Mention> mentions() {
        return mentions;
    }
}
