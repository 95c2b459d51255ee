package dev.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */15 * * * *      | 2026-01-01T00:00Z | 2026-01-01T00:15Z
            15 3 * * *        | 2026-01-01T03:15Z | 2026-01-02T03:15Z
            0 9-17/4 * * *    | 2026-01-01T09:30Z | 2026-01-01T13:00Z
            0 0 * * mon-fri   | 2026-01-02T00:00Z | 2026-01-05T00:00Z
            0 0 * * 7         | 2026-01-01T00:00Z | 2026-01-04T00:00Z
            0 0 1 jan,jul *   | 2026-01-01T00:00Z | 2026-07-01T00:00Z
            0 0 29 2 *        | 2026-01-01T00:00Z | 2028-02-29T00:00Z
            0 0 29 2 *        | 2096-03-01T00:00Z | 2104-02-29T00:00Z
            0 0 13 * fri      | 2026-01-01T00:00Z | 2026-01-02T00:00Z
            5/20 * * * *      | 2026-01-01T00:26Z | 2026-01-01T00:45Z
            0 0 * * */2       | 2026-01-01T00:00Z | 2026-01-03T00:00Z
            """)
    void theNextTimeIsTheFirstThatMatches(String schedule, String after, String expected) {
        assertThat(CronSchedule.parse(schedule).next(ZonedDateTime.parse(after)))
                .contains(ZonedDateTime.parse(expected));
    }

    @Test
    void aDayThatNeverComesHasNoNextTime() {
        assertThat(CronSchedule.parse("0 0 31 2 *").next(ZonedDateTime.parse("2026-01-01T00:00Z")))
                .isEmpty();
    }

    @Test
    void aTimeThatTheClockSkipsFiresWhenTheGapEnds() {
        assertThat(CronSchedule.parse("30 2 * * *").next(ZonedDateTime.parse("2026-03-29T00:00+01:00[Europe/Prague]")))
                .contains(ZonedDateTime.parse("2026-03-29T03:00+02:00[Europe/Prague]"));
    }

    @Test
    void aTimeThatComesTwiceFiresOnce() {
        CronSchedule schedule = CronSchedule.parse("30 2 * * *");
        ZonedDateTime first = schedule.next(ZonedDateTime.parse("2026-10-25T00:00+02:00[Europe/Prague]"))
                .orElseThrow();
        assertThat(first).isEqualTo(ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Prague]"));
        assertThat(schedule.next(first)).contains(ZonedDateTime.parse("2026-10-26T02:30+01:00[Europe/Prague]"));
    }

    @Test
    void everyHourGoesByRealTimeWhenTheClockIsTurnedBack() {
        CronSchedule schedule = CronSchedule.parse("30 * * * *");
        ZonedDateTime first = ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Prague]");
        assertThat(schedule.next(first)).contains(ZonedDateTime.parse("2026-10-25T02:30+01:00[Europe/Prague]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "5-1 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "-1 * * * *",
                "* * * foo *",
                "1/2/3 * * * *"
            })
    void wrongFieldsAreRefused(String schedule) {
        assertThatThrownBy(() -> CronSchedule.parse(schedule)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalNamesTheField() {
        assertThatThrownBy(() -> CronSchedule.parse("0 25 * * *"))
                .hasMessage("'25' is no hour: it wants 0..23, with * , - and /");
    }
}
