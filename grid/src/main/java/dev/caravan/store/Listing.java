package dev.caravan.store;

import dev.caravan.model.Resource;
import java.util.List;

/** Objects in the order of their keys, and the revision that the list is at least as new as. */
public record Listing(List<Resource> items, long revision) {
    public Listing {
        items = List.copyOf(items);
    }
}
