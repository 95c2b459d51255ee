package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A function wants a pod for every {@code concurrency} requests: more at once, fewer only when fewer were enough for its
 * idle time.
 */
public final class FunctionReconciler implements Reconciler {
    /** A demand that was not told again for so long is over: its ingress died. */
    static final Duration DEMAND_LIFETIME = Duration.ofSeconds(15);

    @Override
    public void reconcile(Observation observed, Changes changes) {
        Mode.Function mode = (Mode.Function) observed.workload().spec().mode();
        var live = Endings.clear(observed, changes, Mode.Service.DEFAULT_REPLACE_AFTER, false);
        if (observed.workload().spec().goal() == Goal.REMOVED) {
            Endings.remove(observed, changes, live);
            return;
        }
        WorkloadStatus status = observed.workload().status();
        int needed = needed(observed, mode);
        Instant lastActive = status.lastActive().orElse(Instant.MIN);
        int desired = Math.min(Math.max(status.desired(), mode.min()), mode.max());
        if (needed >= desired && needed > mode.min()) {
            desired = needed;
            lastActive = refreshed(lastActive, observed.now(), mode.idle());
        } else if (needed < desired) {
            Instant shrinkAt = lastActive.equals(Instant.MIN)
                    ? observed.now()
                    : lastActive.plus(mode.idle()).plus(grain(mode.idle()));
            if (observed.now().isBefore(shrinkAt)) {
                changes.wakeAt(shrinkAt);
            } else {
                desired = needed;
                lastActive = needed > mode.min() ? observed.now() : lastActive;
            }
        }
        if (desired > mode.min()) changes.wakeAt(observed.now().plus(mode.idle()));
        changes.want(desired);
        decide(observed, changes, desired, lastActive);
    }

    private static int needed(Observation observed, Mode.Function mode) {
        Instant oldest = observed.now().minus(DEMAND_LIFETIME);
        int requests = observed.demand().values().stream()
                .filter(demand -> demand.at().isAfter(oldest))
                .mapToInt(demand -> demand.inFlight() + demand.waiting())
                .sum();
        int pods = (requests + mode.concurrency() - 1) / mode.concurrency();
        return Math.min(Math.max(pods, mode.min()), mode.max());
    }

    /** Moves on only now and then, so that a busy function does not write at every request. */
    private static Instant refreshed(Instant lastActive, Instant now, Duration idle) {
        boolean stale = lastActive.equals(Instant.MIN)
                || Duration.between(lastActive, now).compareTo(grain(idle)) >= 0;
        return stale ? now : lastActive;
    }

    /** How old {@code lastActive} may be while a function is in use; waited for on top, so that no pod goes early. */
    private static Duration grain(Duration idle) {
        return idle.dividedBy(4);
    }

    private static void decide(Observation observed, Changes changes, int desired, Instant lastActive) {
        WorkloadStatus before = observed.workload().status();
        Optional<Instant> active = lastActive.equals(Instant.MIN) ? Optional.empty() : Optional.of(lastActive);
        WorkloadStatus after = before.scaledTo(desired, active);
        if (after.equals(before)) return;
        changes.status(after);
        if (desired != before.desired()) {
            changes.note(
                    observed.workload().key(),
                    Event.Severity.NORMAL,
                    "Scaled",
                    "from " + before.desired() + " to " + desired + (desired == 0 ? ": idle" : " by its requests"));
        }
    }
}
