package dev.caravan.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.sql.HazelcastSqlException;
import com.hazelcast.sql.SqlExpectedResultType;
import com.hazelcast.sql.SqlResult;
import com.hazelcast.sql.SqlRow;
import com.hazelcast.sql.SqlStatement;
import dev.caravan.model.Kind;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hazelcast's SQL over the maps, for reading. It is there if the member was started with the optional SQL part on its class
 * path; each map that shows a kind is then a table of the same name, with the columns that {@link ProjectedObject} names.
 */
public final class GridSql {
    /** A longer answer is cut off, and says so. */
    public static final int MAX_ROWS = 10_000;

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MAX_STATEMENT = 16 << 10;

    /** Functions that read what is no table: files of the server among it. */
    private static final Pattern TABLE_FUNCTION = Pattern.compile("\\btable\\b|_file|u&|/\\*|--");

    private static final Pattern ABOUT = Pattern.compile("\\s*(show|explain)\\b", Pattern.CASE_INSENSITIVE);

    /** A class of the optional part. */
    private static final String MARK = "com.hazelcast.sql.impl.SqlServiceImpl";

    private static final boolean INSTALLED = isThere();

    private final HazelcastInstance instance;

    /**
     * What a statement found.
     *
     * @param rows values in the order of the columns; null where there is none
     * @param cut whether there were more rows than {@link #MAX_ROWS}
     */
    public record Table(List<String> columns, List<List<Optional<Object>>> rows, boolean cut) {}

    private GridSql(HazelcastInstance instance) {
        this.instance = instance;
    }

    private static boolean isThere() {
        try {
            Class.forName(MARK, false, GridSql.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Whether the optional part is on this process's class path. */
    public static boolean isInstalled() {
        return INSTALLED;
    }

    /** Makes each map a table; again on each member's start, since the grid forgets them with its last member. */
    static Optional<GridSql> start(HazelcastInstance instance) {
        if (!INSTALLED) return Optional.empty();
        GridSql sql = new GridSql(instance);
        for (Kind kind : Kind.values()) {
            if (ProjectedObject.isProjected(kind)) sql.change(mapping(kind));
        }
        return Optional.of(sql);
    }

    private static String mapping(Kind kind) {
        String columns = ProjectedObjectSerializer.COLUMNS.entrySet().stream()
                .map(column -> '"' + column.getKey() + "\" " + column.getValue())
                .collect(Collectors.joining(", "));
        return "CREATE OR REPLACE MAPPING \"" + GridMember.mapName(kind) + "\" (__key VARCHAR, " + columns
                + ") TYPE IMap OPTIONS ('keyFormat'='varchar', 'valueFormat'='compact', 'valueCompactTypeName'='"
                + ProjectedObjectSerializer.TYPE + "')";
    }

    private void change(String statement) {
        try (SqlResult done = instance.getSql().execute(statement)) {
            if (done.isRowSet()) throw new IllegalStateException(statement + " gave rows");
        }
    }

    /**
     * Runs one statement that reads.
     *
     * @throws IllegalArgumentException if it is none that can be run, saying why
     * @throws StoreException {@link Reason#UNAVAILABLE} if a member does not answer
     */
    public Table query(String statement) {
        check(statement);
        SqlStatement asked = new SqlStatement(statement).setExpectedResultType(SqlExpectedResultType.ROWS);
        // Statements about statements know no timeout and take none.
        if (!ABOUT.matcher(statement).lookingAt()) asked.setTimeoutMillis(TIMEOUT_MILLIS);
        try (SqlResult result = instance.getSql().execute(asked)) {
            return read(result);
        } catch (HazelcastSqlException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (com.hazelcast.core.HazelcastException e) {
            throw new StoreException(Reason.UNAVAILABLE, "the grid gave no answer: " + e.getMessage());
        }
    }

    private static void check(String statement) {
        if (statement.length() > MAX_STATEMENT) {
            throw new IllegalArgumentException("a statement is at most " + MAX_STATEMENT + " characters long");
        }
        if (TABLE_FUNCTION.matcher(statement.toLowerCase(Locale.ROOT)).find()) {
            throw new IllegalArgumentException(
                    "statements read the tables of 'SHOW MAPPINGS': TABLE(…), functions of files, U&'…' and comments are refused");
        }
    }

    private static Table read(SqlResult result) {
        List<String> columns = result.getRowMetadata().getColumns().stream()
                .map(column -> column.getName())
                .toList();
        List<List<Optional<Object>>> rows = new ArrayList<>();
        for (SqlRow row : result) {
            if (rows.size() == MAX_ROWS) return new Table(columns, rows, true);
            List<Optional<Object>> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) values.add(Optional.ofNullable(row.getObject(i)));
            rows.add(values);
        }
        return new Table(columns, rows, false);
    }
}
