package dev.caravan.journal;

import dev.caravan.journal.raft.Members;
import dev.caravan.journal.raft.Raft;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one member knows of its quorum.
 *
 * @param leader the name of the leader; empty while there is none in reach
 * @param term the number of the election that it won
 * @param commit how far the log is committed, as this member knows
 * @param applied how far this member has applied it
 * @param peers how far the others are; only the leader knows
 * @param waiting members that presented themselves and belong to no quorum yet
 * @param notMember whether the others said that this member is not, or no longer, one of them
 */
public record QuorumStatus(
        Raft.Role role,
        Optional<String> leader,
        long term,
        long commit,
        long applied,
        Members members,
        Map<String, Raft.PeerView> peers,
        List<String> waiting,
        boolean notMember) {}
