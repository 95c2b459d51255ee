package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.caravan.model.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints objects in the form that {@code -o} asks for. */
record Output(String form, Session session, Instant now) {
    static final String HELP = "json, yaml, name, wide or jsonpath={…}";

    Output {
        boolean known = form.isEmpty()
                || List.of("json", "yaml", "name", "wide").contains(form)
                || form.startsWith("jsonpath=");
        if (!known) throw new Failure(Failure.USAGE, "-o " + form + ": should be " + HELP);
        if (form.startsWith("jsonpath=")) JsonPath.of(form.substring(9));
    }

    /** For commands that print one document, which has no list of names; refused before anything is done. */
    static Output ofDocument(String form, Session session, Instant now) {
        if (form.equals("name")) {
            throw new Failure(Failure.USAGE, "-o name: should be json, yaml or jsonpath={…}");
        }
        return new Output(form, session, now);
    }

    boolean isTable() {
        return form.isEmpty() || form.equals("wide");
    }

    /** A whole document: an object or a list. */
    void document(Object document) {
        if (form.equals("json")) {
            session.out().println(JsonTree.write(document, true));
        } else if (form.equals("yaml")) {
            session.out().print(yaml(document));
        } else if (form.startsWith("jsonpath=")) {
            session.out().println(JsonPath.of(form.substring(9)).on(document));
        } else {
            throw new IllegalStateException("no form for a document: " + form);
        }
        session.out().flush();
    }

    /** Objects of one kind, as table or names. */
    void objects(Kind kind, List<?> objects, boolean header) {
        if (form.equals("name")) {
            objects.forEach(o -> session.out().println(kind.singular() + "/" + JsonTree.text(o, "metadata.name")));
            session.out().flush();
            return;
        }
        Table table = new Table();
        if (header) table.row(Columns.header(kind, form.equals("wide")));
        objects.forEach(o -> table.row(Columns.row(kind, o, form.equals("wide"), now)));
        table.print(session.out());
    }

    static String yaml(Object document) {
        StringWriter out = new StringWriter();
        YAMLFactory factory = YAMLFactory.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();
        try (JsonGenerator generator = factory.createGenerator(out)) {
            JsonTree.write(generator, document);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toString();
    }

    /** The small part of JSONPath that kubectl users use: {@code {.items[*].metadata.name}}. */
    record JsonPath(List<String> steps) {
        /** A name, with its dots escaped, or brackets, in which a quoted name may hold any. */
        private static final Pattern STEP =
                Pattern.compile("\\.?(?:(?<name>(?:\\\\.|[^.\\[\\]\\\\])+)|(?<bracket>\\[(?:'[^']*'|[^'\\[\\]]*)\\]))");

        static JsonPath of(String text) {
            String path = text.strip();
            if (path.startsWith("{") && path.endsWith("}")) path = path.substring(1, path.length() - 1);
            if (path.startsWith("$")) path = path.substring(1);
            List<String> steps = new ArrayList<>();
            Matcher step = STEP.matcher(path);
            int end = 0;
            while (step.lookingAt()) {
                String name = step.group("name");
                steps.add(name == null ? step.group("bracket") : name.replace("\\", ""));
                end = step.end();
                step.region(end, path.length());
            }
            if (end < path.length() && !path.equals(".")) {
                throw new Failure(Failure.USAGE, "jsonpath " + text + ": '" + path.substring(end) + "' is no step");
            }
            return new JsonPath(List.copyOf(steps));
        }

        String on(Object document) {
            List<Object> found = new ArrayList<>();
            collect(document, 0, found);
            StringBuilder text = new StringBuilder();
            for (Object value : found) {
                if (text.length() > 0) text.append(' ');
                boolean leaf = !(value instanceof Map) && !(value instanceof List);
                text.append(leaf ? String.valueOf(value) : JsonTree.write(value, false));
            }
            return text.toString();
        }

        private void collect(Object here, int step, List<Object> found) {
            if (here == null) return;
            if (step == steps.size()) {
                found.add(here);
                return;
            }
            String name = steps.get(step);
            if (name.equals("[*]")) {
                if (here instanceof List<?> list) list.forEach(e -> collect(e, step + 1, found));
                if (here instanceof Map<?, ?> map) map.values().forEach(e -> collect(e, step + 1, found));
            } else if (name.startsWith("[")) {
                String inside = name.substring(1, name.length() - 1);
                if (inside.startsWith("'") && here instanceof Map<?, ?> map) {
                    collect(map.get(inside.substring(1, inside.length() - 1)), step + 1, found);
                } else if (here instanceof List<?> list) {
                    int index = index(inside, list.size());
                    if (index >= 0 && index < list.size()) collect(list.get(index), step + 1, found);
                }
            } else if (here instanceof Map<?, ?> map) {
                collect(map.get(name), step + 1, found);
            }
        }

        private static int index(String text, int size) {
            try {
                int index = Integer.parseInt(text);
                return index < 0 ? size + index : index;
            } catch (NumberFormatException e) {
                throw new Failure(Failure.USAGE, "jsonpath: [" + text + "] is no index");
            }
        }
    }
}
