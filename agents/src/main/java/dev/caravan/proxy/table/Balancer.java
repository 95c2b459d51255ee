package dev.caravan.proxy.table;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks endpoints by the power of two choices: of two at random, the one with less in progress. It evens out connections
 * of unequal length, which turns cannot; it does not send everything to a newcomer, as the least of all would; and it needs
 * no shared counter.
 */
public final class Balancer {
    private Balancer() {}

    /**
     * An endpoint for a new connection: of a canary by the target's share, and of the others where those are all tried.
     *
     * @param tried endpoints that refused it already
     * @return null if there is none left
     */
    public static Endpoint pick(Target target, Set<Endpoint> tried) {
        if (target.canaries().isEmpty()) return pick(target.endpoints(), tried);
        boolean canary = ThreadLocalRandom.current().nextInt(100) < target.canaryPercent();
        Endpoint first = pick(canary ? target.canaries() : target.endpoints(), tried);
        return first != null ? first : pick(canary ? target.endpoints() : target.canaries(), tried);
    }

    private static Endpoint pick(List<Endpoint> endpoints, Set<Endpoint> tried) {
        if (tried.isEmpty()) return pick(endpoints);
        return pick(endpoints.stream().filter(e -> !tried.contains(e)).toList());
    }

    private static Endpoint pick(List<Endpoint> endpoints) {
        int count = endpoints.size();
        if (count < 2) return count == 0 ? null : endpoints.get(0);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        Endpoint one = endpoints.get(first);
        Endpoint other = endpoints.get(second);
        return one.load().now() <= other.load().now() ? one : other;
    }
}
