package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannedWordsTest {
    @Test
    void everyWordThatDoesNotWorkYetIsRefusedAtItsPlaceAndNothingElseIs() {
        assertThat(Scripts.faults("""
                                app('shop') {
                                    include 'lib/web.groovy'
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
                        "2:5: 'include' is not available yet",
                        "6:32: 'secret' is not available yet",
                        "7:9: 'volume' is not available yet",
                        "8:49: 'avoid' is not available yet",
                        "9:9: 'autoscale' is not available yet",
                        "10:53: 'rollbackAfter' is not available yet",
                        "16:12: 'every' is not available yet",
                        "17:12: 'camel' is not available yet",
                        "18:12: 'cron' is not available yet",
                        "21:5: 'check' is not available yet");
    }
}
