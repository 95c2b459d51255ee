package dev.caravan.examples;

import java.util.List;

/** Where the servers of a {@link Quorum} run. */
interface Servers {
    /** All on loopback. */
    Servers LOOPBACK = new Servers() {
        @Override
        public String address(String name) {
            return "127.0.0.1";
        }

        @Override
        public List<String> prefix(String name) {
            return List.of();
        }
    };

    String address(String name);

    /** What comes before a server's command, so that it runs there. */
    List<String> prefix(String name);
}
