package dev.caravan.store;

class InMemoryClusterStoreTest extends ClusterStoreContract {
    private final InMemoryClusterStore store = new InMemoryClusterStore();

    @Override
    protected ClusterStore store() {
        return store;
    }

    @Override
    protected ChangeFeed feed() {
        return store.feed();
    }

    @Override
    protected void awaitShown(long revision) {
        // Every commit is seen at once.
    }
}
