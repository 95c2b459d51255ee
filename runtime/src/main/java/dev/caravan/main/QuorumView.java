package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.journal.QuorumStatus;
import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Raft;

/** The quorum as {@code caravan status} shows it. */
final class QuorumView {
    /** A voter that lacks more entries than this cannot take the place of another that fails. */
    private static final long MAX_LAG = 10_000;

    private static final long SILENT_MILLIS = 2_000;

    private QuorumView() {}

    /** What is wrong with the quorum, in one sentence; empty if nothing is. */
    static String problem(QuorumStatus quorum) {
        if (quorum.notMember()) return "this server is not a member of the quorum: add it with 'caravan member add'";
        if (quorum.leader().isEmpty()) {
            return "the journal has no leader: fewer than " + quorum.members().majority() + " of "
                    + quorum.members().voters().size() + " members are in reach";
        }
        for (Member member : quorum.members().voters()) {
            Raft.PeerView peer = quorum.peers().get(member.name());
            if (peer == null) continue;
            if (peer.silentMillis() > SILENT_MILLIS) return "member " + member.name() + " is not in reach";
            if (quorum.commit() - peer.match() > MAX_LAG) return "member " + member.name() + " is far behind";
        }
        return "";
    }

    /** Adds the journal's members and how far each is. */
    static void add(ObjectNode status, QuorumStatus quorum, String self) {
        ArrayNode members = status.putArray("quorum");
        for (Member member : quorum.members().all()) {
            ObjectNode view = members.addObject().put("name", member.name()).put("address", member.address());
            boolean leads = quorum.leader().map(member.name()::equals).orElse(false);
            view.put("role", leads ? "leader" : member.voter() ? "follower" : "joining");
            Raft.PeerView peer = quorum.peers().get(member.name());
            if (member.name().equals(self)) {
                view.put("state", "here").put("lag", quorum.commit() - quorum.applied());
            } else if (peer != null) {
                view.put("state", state(peer)).put("lag", Math.max(0, quorum.commit() - peer.match()));
            } else {
                view.put("state", leads ? "in reach" : "unknown");
            }
        }
        ArrayNode waiting = status.putArray("waiting");
        quorum.waiting().forEach(waiting::add);
    }

    /** The leader's view, with this member marked as the one that shows it. */
    static ObjectNode seenFrom(ObjectNode view, String self) {
        view.path("quorum").forEach(row -> {
            ObjectNode member = (ObjectNode) row;
            if (member.path("role").asText().equals("leader")) member.put("state", "in reach");
            if (member.path("name").asText().equals(self)) member.put("state", "here");
        });
        return view;
    }

    private static String state(Raft.PeerView peer) {
        if (peer.silentMillis() > SILENT_MILLIS) return "silent for " + peer.silentMillis() / 1_000 + " s";
        return peer.installing() ? "taking a snapshot" : "in reach";
    }
}
