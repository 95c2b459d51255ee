package dev.caravan.store;

import dev.caravan.model.Resource;
import java.util.List;
import java.util.Optional;

/**
 * Objects in the order of their keys.
 *
 * @param revision what the list shows: all of it is of this one revision, or, from a grid member without a journal, at least
 *     as new
 * @param next where the next page begins; empty after the last
 */
public record Listing(List<Resource> items, long revision, Optional<String> next) {
    public Listing {
        items = List.copyOf(items);
    }

    public Listing(List<Resource> items, long revision) {
        this(items, revision, Optional.empty());
    }
}
