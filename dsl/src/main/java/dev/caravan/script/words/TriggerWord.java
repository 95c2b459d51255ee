package dev.caravan.script.words;

import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import java.time.Duration;

/** What may call a function. */
@Says("a trigger such as http('/path'), every(10.minutes), cron('0 * * * *') or camel('component:name')")
public sealed interface TriggerWord permits CheckWord.Http, TriggerWord.Every, TriggerWord.Cron, TriggerWord.Camel {
    Spot spot();

    /** Again and again. */
    @Says("every(duration)")
    record Every(Duration period, Spot spot) implements TriggerWord {}

    /** By a schedule. */
    @Says("cron('schedule')")
    record Cron(String schedule, String zone, Spot spot) implements TriggerWord {}

    /** For each message. */
    @Says("camel('component:name')")
    record Camel(String uri, Spot spot) implements TriggerWord {}
}
