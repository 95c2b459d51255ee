package dev.caravan.proxy.net;

/** Is told who of a relayed connection speaks: a pod that spoke last owes its client nothing. Called on the loop. */
public interface Turns {
    /** Nobody asks. */
    Turns UNHEARD = new Turns() {
        @Override
        public void clientSpoke() {}

        @Override
        public void podSpoke() {}
    };

    void clientSpoke();

    void podSpoke();
}
