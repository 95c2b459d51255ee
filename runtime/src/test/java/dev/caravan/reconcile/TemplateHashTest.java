package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Mode;
import dev.caravan.model.Port;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.testing.Given;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateHashTest {
    private final WorkloadSpec web = Given.service("web", 2).spec();

    @Test
    void whatIsPublishedConcernsNoPod() {
        Port open = new Port(8080, Port.Protocol.TCP, Optional.of(8000), Optional.of("shop.example/"));
        WorkloadSpec published =
                Given.workload("web", Given.replicas(2), Given.template(open)).spec();
        WorkloadSpec plain = Given.workload("web", Given.replicas(2), Given.template(Port.tcp(8080)))
                .spec();

        assertThat(TemplateHash.of(published)).isEqualTo(TemplateHash.of(plain));
    }

    @Test
    void numberOfPodsConcernsNoPod() {
        assertThat(TemplateHash.of(web.with(Given.replicas(9)))).isEqualTo(TemplateHash.of(web));
    }

    @Test
    void imageSerialAndKindMakeOtherPods() {
        assertThat(TemplateHash.of(web))
                .hasSize(8)
                .isNotEqualTo(TemplateHash.of(web.withSerial(1)))
                .isNotEqualTo(TemplateHash.of(web.with(Mode.Job.once())))
                .isNotEqualTo(TemplateHash.of(Given.workload("web", Given.replicas(2), Given.template("web:2"))
                        .spec()));
    }
}
