package dev.caravan.journal;

import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How members find each other. A new quorum is founded only when as many fresh members as it shall have know of each other, and
 * of no other: each then writes the same first entry. A fresh member that meets a quorum waits to be added by command.
 * Confined to the member's loop.
 */
final class Joining {
    static final long HELLO_MILLIS = 250;

    /** After so long without a word, a waiting member is no longer offered. */
    private static final long FORGET_MILLIS = 5_000;

    private record Heard(Part.Hello hello, long at) {}

    private final Member self;
    private final int quorum;
    private final List<String> seeds;
    private final Map<String, Heard> heard = new TreeMap<>();
    private long helloAt = Long.MIN_VALUE / 2;

    Joining(Member self, int quorum, List<String> seeds) {
        this.self = self;
        this.quorum = quorum;
        this.seeds = seeds.stream().filter(seed -> !seed.equals(self.address())).toList();
    }

    /** Whether it founds a quorum of itself alone, at once. */
    boolean isAlone() {
        return quorum == 1 && seeds.isEmpty();
    }

    List<String> seeds() {
        return seeds;
    }

    /** Whether it is time to present oneself again. */
    boolean isDue(long now) {
        if (now - helloAt < HELLO_MILLIS) return false;
        helloAt = now;
        return true;
    }

    Part.Hello hello(boolean fresh, long now) {
        TreeSet<String> seen = new TreeSet<>(fresh(now));
        seen.add(self.name());
        return new Part.Hello(self, fresh, quorum, List.copyOf(seen));
    }

    private List<String> fresh(long now) {
        return heard.values().stream()
                .filter(h -> now - h.at() < FORGET_MILLIS && h.hello().fresh())
                .map(h -> h.hello().member().name())
                .toList();
    }

    void heard(Part.Hello hello, long now) {
        if (!hello.member().name().equals(self.name())) {
            heard.put(hello.member().name(), new Heard(hello, now));
        }
    }

    /** The first members of a new quorum, once all of them know of each other. */
    Optional<Members> founders(long now) {
        List<Part.Hello> present = heard.values().stream()
                .filter(h -> now - h.at() < FORGET_MILLIS)
                .map(Heard::hello)
                .toList();
        if (present.size() != quorum - 1 || present.stream().anyMatch(h -> !h.fresh() || h.quorum() != quorum)) {
            return Optional.empty();
        }
        List<String> names = hello(true, now).seen();
        if (!present.stream().allMatch(h -> h.seen().equals(names))) return Optional.empty();
        List<Member> members =
                new ArrayList<>(present.stream().map(h -> voting(h.member())).toList());
        members.add(voting(self));
        return Optional.of(new Members(members));
    }

    private static Member voting(Member member) {
        return new Member(member.name(), member.id(), member.address(), member.grid(), true);
    }

    /** A member that presented itself lately. */
    Optional<Member> find(String name, long now) {
        return Optional.ofNullable(heard.get(name))
                .filter(h -> now - h.at() < FORGET_MILLIS)
                .map(h -> h.hello().member());
    }

    /** Names of fresh members that presented themselves lately and are not among the members. */
    List<String> waiting(Members members, long now) {
        return fresh(now).stream().filter(name -> members.find(name).isEmpty()).toList();
    }
}
