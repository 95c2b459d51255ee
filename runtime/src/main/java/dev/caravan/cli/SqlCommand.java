package dev.caravan.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan sql}. */
@Command(
        name = "sql",
        description = {
            "Ask the grid in SQL. One table a kind; 'SHOW MAPPINGS' names them.",
            "Needs the optional SQL part on the servers: mvn -Psql package"
        },
        footer = {
            "  caravan sql 'select node, phase, count(*) from pods group by node, phase'",
            "  caravan sql \"select name, message from pods where not ready\" -o json"
        })
public final class SqlCommand extends ServerCommand {
    @Parameters(arity = "1", paramLabel = "STATEMENT", description = "One statement that reads.")
    String statement;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml or jsonpath={…}")
    String output;

    @Override
    public Integer call() {
        Output form = Output.ofDocument(output, session, clock.instant());
        Object found = client().post("sql", Map.of(), Map.of("query", statement));
        if (form.isTable()) {
            print(found);
        } else {
            form.document(found);
        }
        if (Boolean.TRUE.equals(JsonTree.at(found, "cut"))) {
            session.err()
                    .println("caravan: there is more: these are the first "
                            + JsonTree.list(found, "rows").size() + " rows");
        }
        return 0;
    }

    private void print(Object found) {
        Table table = new Table();
        table.row(JsonTree.list(found, "columns").stream()
                .map(name -> name.toString().toUpperCase(Locale.ROOT))
                .toList());
        for (Object row : JsonTree.list(found, "rows")) {
            List<String> cells = new ArrayList<>();
            ((List<?>) row).forEach(value -> cells.add(value == null ? "" : value.toString()));
            table.row(cells);
        }
        table.print(session.out());
    }
}
