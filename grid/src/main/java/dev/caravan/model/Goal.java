package dev.caravan.model;

/** Whether something shall be there. A removed thing stays, as an object, until nothing of it runs any more. */
public enum Goal {
    RUN,
    REMOVED;

    @Override
    public String toString() {
        return Copies.title(this);
    }
}
