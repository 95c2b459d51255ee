package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.grid.GridSql;
import dev.caravan.json.Json;
import java.math.BigDecimal;

/** What SQL found, as the API answers it: names of columns, and rows of text, numbers and truth values. */
final class SqlView {
    private SqlView() {}

    static ObjectNode of(GridSql.Table found) {
        ObjectNode answer = Json.object();
        found.columns().forEach(answer.putArray("columns")::add);
        ArrayNode rows = answer.putArray("rows");
        found.rows().forEach(values -> {
            ArrayNode row = rows.addArray();
            values.forEach(value -> value.ifPresentOrElse(v -> add(row, v), row::addNull));
        });
        return answer.put("cut", found.cut());
    }

    private static void add(ArrayNode row, Object value) {
        if (value instanceof Boolean truth) {
            row.add(truth);
        } else if (value instanceof Double || value instanceof Float) {
            row.add(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            row.add(new BigDecimal(number.toString()));
        } else {
            row.add(value.toString());
        }
    }
}
