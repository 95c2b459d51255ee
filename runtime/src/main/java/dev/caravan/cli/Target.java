package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An object as users name it: {@code kind/name}, or a kind and a name as two words. */
record Target(Kind kind, Optional<String> name) {
    static Target of(List<String> words) {
        String first = words.get(0);
        int slash = first.indexOf('/');
        if (slash >= 0) {
            if (words.size() > 1) throw usage("give either KIND/NAME or KIND NAME, not both");
            if (slash == first.length() - 1) throw usage("'" + first + "' should be KIND/NAME, such as service/web");
            return new Target(kind(first.substring(0, slash)), Optional.of(first.substring(slash + 1)));
        }
        return new Target(kind(first), words.size() > 1 ? Optional.of(words.get(1)) : Optional.empty());
    }

    /** {@code kind/name}, both needed. */
    static Target named(String word) {
        Target target = of(List.of(word));
        if (target.name().isEmpty()) throw usage("'" + word + "' should be KIND/NAME, such as service/web");
        return target;
    }

    static Kind kind(String word) {
        return Kind.parse(word).orElseThrow(() -> {
            List<String> known = new ArrayList<>();
            Arrays.stream(Kind.values()).forEach(kind -> kind.words().forEach(known::add));
            String hint = Nearest.to(word, known)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            return usage("there is no kind '" + word + "'" + hint);
        });
    }

    String path() {
        return kind.plural() + "/" + name.orElseThrow();
    }

    String display() {
        return kind.singular() + "/" + name.orElse("");
    }

    private static Failure usage(String message) {
        return new Failure(Failure.USAGE, message);
    }
}
