package dev.caravan.script.words;

import dev.caravan.script.Check;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.Bytes;
import dev.caravan.script.eval.Cpu;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.Map;
import java.util.TreeMap;

/** The cluster that a check begins with. */
@Says("given")
public final class GivenBlock extends Block {
    private int nodes = 1;
    private long cpuMillis = Check.Given.DEFAULT_CPU_MILLIS;
    private long memoryBytes = Check.Given.DEFAULT_MEMORY_BYTES;
    private final Map<String, String> parameters = new TreeMap<>();

    GivenBlock(Compilation compilation) {
        super(compilation.faults);
    }

    /**
     * How many nodes there are, named n1, n2 and so on, and what each has (4 cores and 8 gb). They have the labels that the app
     * requires, and each a value of its own for those that it spreads over.
     */
    public void nodes(
            @NamedParams({
                        @NamedParam(value = "cpu", type = Cpu.class),
                        @NamedParam(value = "memory", type = Bytes.class)
                    })
                    Map<String, ?> each,
            int count) {
        nodes = within("nodes", count, 1, Check.Given.MAX_NODES, site().argument(0));
        if (each.containsKey("cpu")) cpuMillis = ((Cpu) each.get("cpu")).millis();
        if (each.containsKey("memory")) memoryBytes = ((Bytes) each.get("memory")).count();
    }

    /** The value of a parameter of the script. */
    public void param(String name, Object value) {
        parameters.put(name, ContainerBlock.scalar("param '" + name + "'", value, site().argument(1)));
    }

    @NoWord
    public Check.Given given() {
        return new Check.Given(nodes, cpuMillis, memoryBytes, parameters);
    }
}
