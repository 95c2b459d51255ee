package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Event;
import dev.caravan.model.Node;
import dev.caravan.testing.Given;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeReconcilerTest {
    private final Node present = Given.node("n1");
    private final Node silent = Given.silentSince(Given.node("n2"), Given.NOW.minusSeconds(60));

    @Test
    void nodesThatAreAsTheyShouldBeAreLeftAlone() {
        assertThat(NodeReconciler.reconcile(List.of(present, silent), Set.of("n1"), Given.NOW))
                .isEmpty();
    }

    @Test
    void nodeWhoseAgentLeftIsNotReadyFromNowOn() {
        Node changed =
                NodeReconciler.reconcile(List.of(present), Set.of(), Given.NOW).get(0);

        assertThat(changed.isReady()).isFalse();
        assertThat(changed.status().since()).contains(Given.NOW);
        assertThat(NodeReconciler.note(changed))
                .isEqualTo(new Changes.Note(
                        changed.key(), Event.Severity.WARNING, "NodeNotReady", "its agent left the grid"));
    }

    @Test
    void nodeWhoseAgentCameBackIsReadyWithoutItsOldMessage() {
        Node changed = NodeReconciler.reconcile(List.of(silent), Set.of("n2"), Given.NOW)
                .get(0);

        assertThat(changed.isReady()).isTrue();
        assertThat(changed.status().message()).isEmpty();
        assertThat(NodeReconciler.note(changed).reason()).isEqualTo("NodeReady");
    }
}
