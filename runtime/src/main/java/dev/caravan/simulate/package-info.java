/**
 * A cluster under virtual time: the real store, driver, routes, reconcilers and scheduler over agents that only play their part,
 * on one thread and from one seed. Runs the checks of scripts. May use everything but {@code server}, {@code cli} and
 * {@code main}.
 */
package dev.caravan.simulate;
