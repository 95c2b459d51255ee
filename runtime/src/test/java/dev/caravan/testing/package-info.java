/** What the tests of several packages build their cases from. Depends on the model. */
package dev.caravan.testing;
