/**
 * Runs containers on a Docker engine through its API. The only package that knows docker-java; depends on the engine
 * contract and the model.
 */
package dev.caravan.engine.docker;
