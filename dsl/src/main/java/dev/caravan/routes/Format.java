package dev.caravan.routes;

/** How routes are printed. */
public enum Format {
    /** A Camel route file in YAML. */
    YAML,
    /** A Camel route file in XML. */
    XML,
    /** Shapes, steps and rows for people. */
    TREE,
    /** A flow chart in Mermaid's language. */
    MERMAID
}
