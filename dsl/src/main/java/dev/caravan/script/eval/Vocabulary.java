package dev.caravan.script.eval;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All words, by the block that they belong to: found from the outermost block along the nested ones. Immutable. */
public final class Vocabulary {
    private final Map<Class<? extends Block>, Map<String, Word>> words = new LinkedHashMap<>();
    private final Class<? extends Block> root;
    private final Set<String> planned;

    /** @param planned words of the language that a later version will know */
    public Vocabulary(Class<? extends Block> root, Set<String> planned) {
        this.root = root;
        this.planned = Set.copyOf(planned);
        Deque<Class<? extends Block>> open = new ArrayDeque<>(Set.of(root));
        while (!open.isEmpty()) {
            Class<? extends Block> block = open.pop();
            if (words.containsKey(block)) continue;
            Map<String, Word> found = wordsOf(block);
            words.put(block, found);
            found.values().forEach(word -> word.block().ifPresent(open::push));
        }
    }

    /** The types of what words give that can be asked further. */
    Set<Class<?>> phrases() {
        Set<Class<?>> phrases = new LinkedHashSet<>();
        words.values().forEach(of -> of.values().stream()
                .map(Word::type)
                .filter(Phrase.class::isAssignableFrom)
                .forEach(phrases::add));
        return phrases;
    }

    Class<? extends Block> root() {
        return root;
    }

    /** The words of each block, the outermost block first. */
    Map<Class<? extends Block>, Map<String, Word>> blocks() {
        return Collections.unmodifiableMap(words);
    }

    /** Words of the language that a later version will know. */
    Set<String> planned() {
        return planned;
    }

    private static Map<String, Word> wordsOf(Class<? extends Block> block) {
        Map<String, Word> found = new TreeMap<>();
        for (Method method : block.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || method.isBridge()) continue;
            if (!Block.class.isAssignableFrom(method.getDeclaringClass())) continue;
            if (method.getAnnotation(NoWord.class) != null) continue;
            String name = method.getName();
            if (name.startsWith("get") && method.getParameterCount() == 0) {
                name = Character.toLowerCase(name.charAt(3)) + name.substring(4);
            }
            if (found.put(name, new Word(name, method)) != null) {
                throw new IllegalStateException("the word '" + name + "' is declared twice in " + block);
            }
        }
        return found;
    }

    /** The word of that block; any block's when the block is not known. */
    Optional<Word> find(Class<? extends Block> block, String name) {
        if (block != null) return Optional.ofNullable(words.get(block).get(name));
        return words.values().stream()
                .filter(of -> of.containsKey(name))
                .map(of -> of.get(name))
                .findFirst();
    }

    /** Why the block has no such word. */
    String explain(Class<? extends Block> block, String name) {
        boolean later = planned.contains(name) || (block != null && planned.contains(name + "@" + title(block)));
        if (later) return "'" + name + "' is not available yet";
        Set<String> candidates = block == null ? all() : words.get(block).keySet();
        Optional<String> near = Spelling.nearest(name, candidates);
        String in = block == null || block == root ? "" : " in " + title(block);
        if (near.isPresent()) return "unknown word '" + name + "'" + in + "; did you mean '" + near.get() + "'?";
        Set<String> homes = new LinkedHashSet<>();
        words.forEach((home, known) -> {
            if (known.containsKey(name) && home != root) homes.add(title(home));
        });
        if (!homes.isEmpty()) {
            String here = block == null || block == root ? "the script itself" : title(block);
            return "'" + name + "' is a word of " + String.join(", ", homes) + ", not of " + here;
        }
        Optional<String> plannedNear = Spelling.nearest(name, planned);
        if (plannedNear.isPresent() && plannedNear.get().length() > 4) {
            return "unknown word '" + name + "'" + in + "; '" + plannedNear.get() + "' is not available yet";
        }
        return "unknown word '" + name + "'" + in;
    }

    boolean isPlanned(String name) {
        return planned.contains(name);
    }

    private Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        words.values().forEach(of -> all.addAll(of.keySet()));
        return all;
    }

    static String title(Class<? extends Block> block) {
        Says says = block.getAnnotation(Says.class);
        return says == null ? "this block" : says.value();
    }
}
