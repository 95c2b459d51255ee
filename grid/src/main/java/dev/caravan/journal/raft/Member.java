package dev.caravan.journal.raft;

import java.util.Objects;

/**
 * One control-plane member, as the quorum's own configuration has it.
 *
 * @param name unique among the members
 * @param id made together with the member's data directory: a member that lost its data is another one, whatever its name
 * @param address {@code host:port} of its journal
 * @param grid {@code host:port} of its grid member
 * @param voter whether it counts for majorities; one that is being added does not until it has caught up
 */
public record Member(String name, String id, String address, String grid, boolean voter) {
    public Member {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(grid, "grid");
        if (name == null || name.isEmpty()) throw new IllegalArgumentException("name of a member must not be empty");
    }

    Member voting() {
        return new Member(name, id, address, grid, true);
    }
}
