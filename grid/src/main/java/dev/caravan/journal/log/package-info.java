/**
 * What one journal member keeps on its disk: the log, its promises and its snapshots. Depends only on the JDK.
 */
package dev.caravan.journal.log;
