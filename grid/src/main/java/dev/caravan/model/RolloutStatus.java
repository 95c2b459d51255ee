package dev.caravan.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a rollout is that goes back by itself.
 *
 * @param stable the last template of which all wanted pods were ready
 * @param hash the template that is rolled out now; empty when none is
 * @param since when that began
 * @param rolledBack why the last rollout was taken back; empty when it was not
 */
public record RolloutStatus(Optional<PodTemplate> stable, String hash, Optional<Instant> since, String rolledBack) {
    public RolloutStatus {
        stable = stable == null ? Optional.empty() : stable;
        hash = Copies.text(hash);
        since = since == null ? Optional.empty() : since;
        rolledBack = Copies.text(rolledBack);
    }

    public static RolloutStatus initial() {
        return new RolloutStatus(Optional.empty(), "", Optional.empty(), "");
    }

    /** All pods of a template are ready; if that was gone back to, it stays told. */
    public RolloutStatus stableAt(PodTemplate template) {
        boolean same = stable.filter(template::equals).isPresent();
        return new RolloutStatus(Optional.of(template), "", Optional.empty(), same ? rolledBack : "");
    }

    /** Another template is rolled out, since then. */
    public RolloutStatus begun(String templateHash, Instant when) {
        return new RolloutStatus(stable, templateHash, Optional.of(when), "");
    }

    /** What was rolled out was taken back. */
    public RolloutStatus takenBack(String why) {
        return new RolloutStatus(stable, "", Optional.empty(), why);
    }
}
