package dev.caravan.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caravan secret set|get|list|delete|rotate}. */
@Command(
        name = "secret",
        description = "Keep values that only pods and their owner may see.",
        footer = {
            "  caravan secret set db password=hunter2",
            "  caravan secret set db password=- < password.txt",
            "  caravan secret get db password",
            "  caravan secret list",
            "  caravan secret rotate"
        })
public final class SecretCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ACT", description = "set, get, list, delete or rotate.")
    String act;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "The secret.")
    String name;

    @Parameters(
            index = "2..*",
            paramLabel = "KEY[=VALUE]",
            description = "What to set, or to print; a value of - is read from standard input.")
    String[] rest = new String[0];

    @Override
    public Integer call() {
        switch (act) {
            case "set" -> set();
            case "get" -> get();
            case "list" -> list();
            case "delete" -> {
                client().delete("secrets/" + named(), server.query(session));
                session.out().println("secret/" + name + " deleted");
            }
            case "rotate" -> {
                Object answer = client().post("secrets:rotate", server.query(session), null);
                session.out().println(JsonTree.text(answer, "rotated") + " secrets sealed with the current key");
            }
            default ->
                throw new Failure(Failure.USAGE, "secret knows set, get, list, delete and rotate, not '" + act + "'");
        }
        return 0;
    }

    private String named() {
        if (name.isEmpty()) throw new Failure(Failure.USAGE, "secret " + act + " needs a NAME");
        return name;
    }

    private void set() {
        named();
        if (rest.length == 0) throw new Failure(Failure.USAGE, "secret set needs KEY=VALUE");
        Map<String, Object> data = new TreeMap<>();
        for (String pair : rest) {
            int equals = pair.indexOf('=');
            if (equals < 1) throw new Failure(Failure.USAGE, "'" + pair + "' should be KEY=VALUE");
            String value = pair.substring(equals + 1);
            data.put(pair.substring(0, equals), value.equals("-") ? standardInput() : value);
        }
        client().put("secrets/" + name, server.query(session), Map.of("data", data));
        session.out().println("secret/" + name + " set");
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "standard input cannot be read: " + e.getMessage());
        }
    }

    private void get() {
        Map<?, ?> data = JsonTree.map(client().get("secrets/" + named() + ":reveal", server.query(session)), "data");
        for (String key : rest) {
            if (!data.containsKey(key)) throw new Failure(Failure.FAILED, "secret/" + name + " has no '" + key + "'");
            session.out().println(data.get(key));
        }
        if (rest.length == 0) data.forEach((key, value) -> session.out().println(key + "=" + value));
    }

    private void list() {
        Table table = new Table().row(java.util.List.of("NAME", "KEYS"));
        for (Object secret : JsonTree.list(client().get("secrets", server.query(session)), "items")) {
            table.row(java.util.List.of(
                    JsonTree.text(secret, "metadata.name"),
                    String.join(
                            ",",
                            JsonTree.map(secret, "spec.data").keySet().stream()
                                    .map(Object::toString)
                                    .toList())));
        }
        table.print(session.out());
    }
}
