package dev.caravan.script;

/** Makes manifests of scripts. */
public interface Compiler {
    /**
     * The manifest, or everything that is wrong with the script. Never throws for what a script contains.
     *
     * @throws CompilerBusy when too many scripts wait to be compiled
     */
    CompileResult compile(Source source, CompileOptions options);
}
