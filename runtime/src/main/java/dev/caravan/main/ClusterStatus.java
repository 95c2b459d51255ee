package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.flow.Driver;
import dev.caravan.grid.GridMember;
import dev.caravan.grid.Projector;
import dev.caravan.journal.Journal;
import dev.caravan.journal.QuorumStatus;
import dev.caravan.journal.raft.Member;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.server.Version;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The cluster's health as one member sees it. How far the members of the quorum are, only its leader knows: the others ask it,
 * through the grid, and show what they know themselves when it does not answer.
 */
final class ClusterStatus {
    private final ControlPlane.Config config;
    private final Journal journal;
    private final GridMember member;
    private final Projector projector;
    private final ClusterStore store;
    private final Supplier<Optional<Driver>> driver;

    ClusterStatus(
            ControlPlane.Config config,
            Journal journal,
            GridMember member,
            Projector projector,
            ClusterStore store,
            Supplier<Optional<Driver>> driver) {
        this.config = config;
        this.journal = journal;
        this.member = member;
        this.projector = projector;
        this.store = store;
        this.driver = driver;
        member.answer(() -> Json.text(quorum(journal.quorum())));
    }

    private ObjectNode quorum(QuorumStatus quorum) {
        ObjectNode view = Json.object().put("problem", QuorumView.problem(quorum));
        QuorumView.add(view, quorum, config.name());
        return view;
    }

    /** The leader's view, if this member is another and it answers. */
    private Optional<ObjectNode> leaderView(QuorumStatus quorum) {
        Optional<Member> leader = quorum.leader()
                .filter(name -> !name.equals(config.name()))
                .flatMap(name -> quorum.members().find(name));
        if (leader.isEmpty() || quorum.notMember()) return Optional.empty();
        try {
            return member.ask(leader.get().grid())
                    .map(text -> (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .map(view -> QuorumView.seenFrom(view, config.name()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** @param console whether to add what the Management Center needs to connect: a secret */
    ObjectNode read(boolean console) {
        ObjectNode status = Json.object().put("version", Version.text());
        QuorumStatus quorum = journal.quorum();
        ObjectNode view = leaderView(quorum).orElseGet(() -> quorum(quorum));
        String problem = view.path("problem").asText();
        int ready = 0;
        List<Node> nodes = List.of();
        try {
            nodes = store.list(Query.of(Kind.NODE), Node.class);
            ready = (int) nodes.stream().filter(Node::isReady).count();
            if (ready < nodes.size()) problem = nodes.size() - ready + " of " + nodes.size() + " nodes not ready";
        } catch (StoreException e) {
            problem = e.getMessage();
        }
        status.put("healthy", problem.isEmpty())
                .put("problem", problem)
                .put("leader", quorum.leader().orElse(""))
                .put("term", journal.<Long>read(state -> state.term()))
                .put("revision", journal.<Long>read(state -> state.revision()))
                .put("commitIndex", journal.commitIndex())
                .put("projectedRevision", projector.revision())
                .put("sql", member.sql().isPresent());
        status.putObject("nodes").put("ready", ready).put("total", nodes.size());
        status.set("quorum", view.path("quorum"));
        status.set("waiting", view.path("waiting"));
        ArrayNode members = status.putArray("members");
        member.members().forEach(m -> members.addObject()
                .put("name", m.name())
                .put("role", m.role())
                .put("address", m.address()));
        ArrayNode shapes = status.putArray("shapes");
        driver.get().ifPresent(running -> running.liveShapes().stream().sorted().forEach(shapes::add));
        if (console) {
            status.putObject("console")
                    .put("clusterName", member.clusterName())
                    .put("member", config.address() + ":" + config.gridPort());
        }
        return status;
    }
}
