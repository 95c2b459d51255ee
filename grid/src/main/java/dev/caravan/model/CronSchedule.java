package dev.caravan.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Five fields that name times: minute, hour, day of month, month, day of week. As in Unix cron, a time matches either of
 * the two day fields when both are restricted. Where clocks change, a time that is skipped fires when the gap ends, a
 * time that comes twice fires once; a schedule for every hour goes by real time instead.
 */
public final class CronSchedule {
    /** Days to look ahead: 29 February can be eight years away. */
    private static final int HORIZON_DAYS = 366 * 9;

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** A field: its name, bounds, and the words that stand for numbers from {@code min} on. */
    private record Field(String name, int min, int max, List<String> words) {}

    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of()),
            new Field("hour", 0, 23, List.of()),
            new Field("day of month", 1, 31, List.of()),
            new Field("month", 1, 12, MONTHS),
            new Field("day of week", 0, 7, WEEKDAYS));

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private CronSchedule(String text, String[] fields) {
        this.text = text;
        this.minutes = parse(FIELDS.get(0), fields[0]);
        this.hours = parse(FIELDS.get(1), fields[1]);
        this.days = parse(FIELDS.get(2), fields[2]);
        this.months = parse(FIELDS.get(3), fields[3]);
        this.weekdays = parse(FIELDS.get(4), fields[4]);
        if (weekdays.get(7)) weekdays.set(0);
        this.eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /** @throws IllegalArgumentException saying which field is wrong and what it takes */
    public static CronSchedule parse(String text) {
        String[] fields = text.trim().split("\\s+");
        if (fields.length != FIELDS.size()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no schedule: it wants five fields (minute, hour, day of month, month, day of week), has "
                    + (text.isBlank() ? 0 : fields.length));
        }
        return new CronSchedule(text.trim(), fields);
    }

    private static BitSet parse(Field field, String text) {
        BitSet values = new BitSet();
        for (String part : text.split(",", -1)) addPart(field, part, values);
        return values;
    }

    private static void addPart(Field field, String part, BitSet values) {
        String[] stepped = part.split("/", -1);
        if (stepped.length > 2) throw wrong(field, part);
        int step = stepped.length == 2 ? number(field, stepped[1], part) : 1;
        if (step < 1 || step > field.max()) throw wrong(field, part);
        int from;
        int to;
        if (stepped[0].equals("*")) {
            from = field.min();
            to = field.max() == 7 ? 6 : field.max();
        } else {
            String[] ends = stepped[0].split("-", -1);
            if (ends.length > 2) throw wrong(field, part);
            from = value(field, ends[0], part);
            to = ends.length == 2 ? value(field, ends[1], part) : stepped.length == 2 ? field.max() : from;
        }
        if (from > to) throw wrong(field, part);
        for (int i = from; i <= to; i += step) values.set(i);
    }

    private static int value(Field field, String text, String part) {
        int word = field.words().indexOf(text.toLowerCase(Locale.ROOT));
        int value = word >= 0 ? word + field.min() : number(field, text, part);
        if (value < field.min() || value > field.max()) throw wrong(field, part);
        return value;
    }

    private static int number(Field field, String text, String part) {
        if (!text.matches("[0-9]{1,4}")) throw wrong(field, part);
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(Field field, String part) {
        String words = field.words().isEmpty()
                ? ""
                : " or " + field.words().get(0) + ".."
                        + field.words().get(field.words().size() - 1);
        return new IllegalArgumentException("'" + part + "' is no " + field.name() + ": it wants " + field.min() + ".."
                + field.max() + words + ", with * , - and /");
    }

    /** The first time of the schedule that is later, in the same zone; empty when it never comes. */
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
        return hours.cardinality() == 24 ? nextByInstant(after) : nextByClock(after);
    }

    private Optional<ZonedDateTime> nextByInstant(ZonedDateTime after) {
        ZonedDateTime time = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate last = after.toLocalDate().plusDays(HORIZON_DAYS);
        while (!time.toLocalDate().isAfter(last)) {
            if (!matches(time.toLocalDate())) {
                time = time.toLocalDate().plusDays(1).atStartOfDay(time.getZone());
            } else if (minutes.get(time.getMinute())) {
                return Optional.of(time);
            } else {
                time = time.plusMinutes(1);
            }
        }
        return Optional.empty();
    }

    private Optional<ZonedDateTime> nextByClock(ZonedDateTime after) {
        LocalDate first = after.toLocalDate();
        for (int i = 0; i <= HORIZON_DAYS; i++) {
            LocalDate day = first.plusDays(i);
            if (!matches(day)) continue;
            Optional<ZonedDateTime> time = firstOf(day, after);
            if (time.isPresent()) return time;
        }
        return Optional.empty();
    }

    private Optional<ZonedDateTime> firstOf(LocalDate day, ZonedDateTime after) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                ZonedDateTime time = at(day.atTime(hour, minute), after.getZone());
                if (time.toInstant().isAfter(after.toInstant())) return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private static ZonedDateTime at(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant().atZone(zone)
                : ZonedDateTime.ofLocal(local, zone, null);
    }

    private boolean matches(LocalDate day) {
        if (!months.get(day.getMonthValue())) return false;
        boolean byMonth = days.get(day.getDayOfMonth());
        boolean byWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    /** The zone of the name, such as {@code Europe/Prague}; empty when there is none. */
    public static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
