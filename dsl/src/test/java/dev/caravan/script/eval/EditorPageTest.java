package dev.caravan.script.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.script.Golden;
import dev.caravan.script.ScriptCompiler;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EditorPageTest {
    /** What IntelliJ IDEA offers to such a file, as far as ours uses it; inside of every call at once. */
    public abstract static class Editor extends Script {
        final Set<String> told = new TreeSet<>();

        public Object context(Map<String, ?> what) {
            return what;
        }

        public Object scriptScope() {
            return "script";
        }

        public Object closureScope() {
            return "closure";
        }

        public void contributor(Object context, Closure<?> body) {
            body.setDelegate(this);
            body.call();
        }

        public Object findClass(String name) {
            return null;
        }

        public boolean enclosingCall(String name) {
            return true;
        }

        public void method(Map<String, ?> word) {
            assertThat(word.keySet()).containsExactlyInAnyOrder("name", "type", "params", "doc");
            told.add(word.get("name").toString());
        }

        public void property(Map<String, ?> word) {
            told.add(word.get("name").toString());
        }
    }

    @Test
    void theFileIsTheOneThatIsCommitted() throws IOException {
        Golden.check("dsl/src/main/resources/dev/caravan/script/caravan.gdsl", new EditorPage().text());
    }

    @Test
    void theFileRunsAndTellsEveryWordAndUnit() throws IOException {
        var configuration = new org.codehaus.groovy.control.CompilerConfiguration();
        configuration.setScriptBaseClass(Editor.class.getName());
        Editor editor = (Editor) new GroovyShell(getClass().getClassLoader(), new Binding(), configuration)
                .parse(new EditorPage().text());

        editor.run();

        ScriptCompiler.VOCABULARY.blocks().values().forEach(words -> assertThat(editor.told)
                .containsAll(words.keySet()));
        assertThat(editor.told).contains("seconds", "mb", "millicores");
    }
}
