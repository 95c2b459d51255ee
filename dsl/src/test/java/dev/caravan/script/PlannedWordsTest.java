package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannedWordsTest {
    @Test
    void everyWordThatDoesNotWorkYetIsRefusedAtItsPlaceAndNothingElseIs() {
        assertThat(Scripts.faults("""
                                app('shop') {
                                    service('web') {
                                        image 'web'
                                        port 8080
                                        env MODE: 'x', DB_URL: secret('db/url')
                                        volume '/cache', size: 1.gb
                                        place { require label('tier', 'front'); avoid function('thumbnail'); tolerate 'spot' }
                                        autoscale 3..20, target: cpu(70.percent)
                                        rollout { rolling surge: 1, unavailable: 0; rollbackAfter 2.minutes }
                                    }
                                    function('thumbnail') {
                                        image 'thumb'
                                        port 8080
                                        on http('/thumb/*')
                                        on every(10.minutes)
                                        on camel('kafka:uploads'), retry: 5, deadLetter: 'uploads-dead'
                                        on cron('* * * * *')
                                    }
                                    overlay('staging') { service('web') { replicas 1 } }
                                    check('survives') { given { nodes 3 } }
                                }
                                """, Map.of()))
                .containsExactly(
                        "6:9: 'volume' is not available yet",
                        "8:9: 'autoscale' is not available yet",
                        "16:18: the Camel component 'kafka' is not here: it is in camel-kafka.jar, to be put into the "
                                + "connectors folder with what it needs",
                        "20:5: check 'survives' expects nothing: then { … } says what must be true");
    }
}
