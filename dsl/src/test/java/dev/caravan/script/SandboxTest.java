package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts that try to do more than describe, or never to end. Each must be refused; none may leave the marker file. */
class SandboxTest {
    private static final Path MARKER = Path.of("target", "escaped");

    static List<String> escapes() {
        return List.of(
                        "@Grab('a:b:1') def x = 1",
                        "@groovy.transform.ASTTest(value = { MARK }) def x = 1",
                        "@groovy.lang.Grapes([]) def x = 1",
                        "import java.io.File as Integer\nnew Integer('M')",
                        "import static java.lang.System.exit\nexit(1)",
                        "package a\nMARK",
                        "new File('M').text = 'x'",
                        "'touch M'.execute()",
                        "\"touch ${'M'}\".execute()",
                        "['touch', 'M'].execute()",
                        "Runtime.getRuntime().exec('touch M')",
                        "java.lang.Runtime.runtime.exec('touch M')",
                        "System.exit(0)",
                        "Eval.me('1')",
                        "evaluate('1')",
                        "['M'] as File",
                        "(File) ['M']",
                        "File f = ['M']",
                        "File[] f = ['M']",
                        "def f(x = new File('M')) { x }\nf()",
                        "def f(File x = ['M']) { x }\nf()",
                        "File f() { return ['M'] }\nf()",
                        "def m = 'M'.&toString",
                        "def m = String::valueOf",
                        "def m = 'execute'; 'touch M'.\"$m\"()",
                        "'touch M'.'execute'()",
                        "['touch M']*.execute()",
                        "'x'.class",
                        "'x'.getClass().forName('java.io.File')",
                        "'x'.metaClass",
                        "'x'.@value",
                        "String.class",
                        "java.nio.file.Files.createFile(java.nio.file.Path.of('M'))",
                        "class A { static { MARK } }",
                        "enum A { B }",
                        "record R(int a) { }",
                        "interface A { }",
                        "trait A { }",
                        "def x = new Object() { }",
                        "while (true) { }",
                        "do { } while (true)",
                        "for (;;) { }",
                        "for (int i = 0; i < 10; i++) { }",
                        "try { } catch (Throwable t) { }",
                        "throw new Error()",
                        "synchronized (this) { }",
                        "assert false : MARK",
                        "this.binding",
                        "binding.variables",
                        "delegate.x = 1",
                        "owner.x",
                        "({ -> }).delegate",
                        "({ -> }).rehydrate(1, 2, 3)",
                        "def c = { it }; c.owner.evaluate('1')",
                        "super.toString()",
                        "def invokeMethod(String n, a) { 1 }\nfoo()",
                        "println 'x'",
                        "sleep 1000",
                        "Thread.start { }",
                        "use(String) { }",
                        "with { }",
                        "'x'.with { it }",
                        "1.with { it }",
                        "[a: 1].with { a }",
                        "{ -> 1 } as Runnable",
                        "Runnable r = { -> 1 }",
                        "java.util.function.Supplier s = () -> 1",
                        "def s = (x) -> x",
                        "'a' =~ 'b'",
                        "'a' ==~ 'b'",
                        "2 ** 1000",
                        "'a' * 2000000000",
                        "[1] * 1000",
                        "1e999999999",
                        "'\\u0040Grab'.execute()",
                        "\\u0040Grab('x') def y",
                        "label('a', 'b').requirement()",
                        "10.seconds.toString()",
                        "10.seconds.class",
                        "def x = 1; x.class = 2",
                        "[1][0] = 2",
                        "def (a, b) = [1, 2]",
                        "def x = [1, *[2]]",
                        "def x = [*: [a: 1]]",
                        "switch (1) { case 1: break }",
                        "x: for (i in 1..2) { continue x }",
                        "int[] x = [1]",
                        "List<File> x = []",
                        "def <T> T f() { 1 }",
                        "entries()",
                        "eachSpot { }",
                        "isDamaged()",
                        "damage()",
                        "faults()",
                        "getAny()",
                        "hashCode()",
                        "wait()",
                        "notify()",
                        "getClass()",
                        "class",
                        "metaClass",
                        "run { }",
                        "patching(true)",
                        "it.x")
                .stream()
                .map(script ->
                        script.replace("MARK", "new File('M').createNewFile()").replace("M'", "target/escaped'"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void anEscapeIsRefusedOutsideAndInsideOfABlock(String attack) {
        assertThat(Scripts.faults(attack + "\napp('a') { job('j') { image 'x' } }"))
                .isNotEmpty();
        assertThat(Scripts.faults("app('a') { job('j') { image 'x'\n" + attack + "\n} }"))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).doesNotContain("Exception", "Script1"));
        assertThat(Files.exists(MARKER)).isFalse();
    }

    static List<String> bombs() {
        return List.of(
                "(1..10000).each { (1..10000).each { (1..10000).each { } } }",
                "def f(n) { f(n) + f(n) }\nf(1)",
                "def c = null; c = { c() }; c()",
                "def s = 'x'; for (i in 1..10000) { s = s + s }",
                "def s = 'x'; for (i in 1..10000) { s = \"$s$s\" }",
                "def l = [1]; for (i in 1..10000) { l = l + l }",
                "def x = 3; for (i in 1..10000) { x = x * x }",
                "def x = 1.1; for (i in 1..10000) { x = x * x }",
                "def l = []; for (i in 1..10000) { for (j in 1..10000) { l << 'x' } }",
                "def l = [1]; for (i in 1..60) { l = [l, l] }\ndef m = [1]; for (i in 1..60) { m = [m, m] }\nl == m",
                "def l = []; l << l; l == l; [l].unique()",
                "def l = [1]; for (i in 1..60) { l = [l, l] }\n[:].get(l)",
                "def s = 'x'; for (i in 1..10000) { s = s.replace('x', 'xx') }",
                "def s = 'x'; for (i in 1..19) { s = s + s }\ndef p = s.substring(0, 200000) + 'y'\n"
                        + "for (i in 1..1000) { s.contains(p) }",
                "1000000000.times { }",
                "1.upto(1000000000) { }",
                "def r = 1..2000000000",
                "(1..9999).each { i -> service(\"s$i\") { (1..999).each { env A: it } } }",
                "(".repeat(3000) + "1" + ")".repeat(3000),
                "[".repeat(3000) + "]".repeat(3000),
                "{".repeat(3000) + "}".repeat(3000),
                "!".repeat(20_000) + "true",
                "def x = 1" + " + 1".repeat(8_000),
                "def x = 1" + "\n + 1".repeat(8_000),
                "def x = 1" + " +\n 1".repeat(8_000),
                "def x = 1" + " + 1".repeat(150),
                "def x = " + "(".repeat(20) + "1" + " ?: 2)".repeat(20),
                "for (x in [null]) { [x].sort(); 'a'.contains(x) }",
                "[1].collectEntries { null }",
                "[1, 'a'].sort()",
                "[].first()",
                "def x = \"" + "${1}".repeat(5_000) + "\"",
                "a".repeat(2_000) + ".b".repeat(2_000),
                "9".repeat(100_000),
                "def x = " + "true ? 1 : ".repeat(500) + "2",
                "{ ->".repeat(23) + "}".repeat(23),
                "(".repeat(23) + "1" + ")".repeat(23),
                "a {".repeat(22) + "}".repeat(22),
                "a(b(".repeat(11) + "))".repeat(11),
                "parameters { text 'x', matches: '(a+)+b', defaultsTo: '" + "a".repeat(900) + "' }");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aBombEndsInADiagnosticInTime(String bomb) {
        List<String> faults = Scripts.faults("app('a') {\n" + bomb.replaceAll("(?s)def f\\(n\\).*", "") + "\n f(1) }\n"
                + (bomb.startsWith("def f(n)") ? "def f(n) { f(n) + f(n) }" : ""));
        assertThat(faults).isNotEmpty();
    }
}
