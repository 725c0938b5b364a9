/**
 * How backups, tests and alerts are doing, as numbers for Prometheus on the admin connector.
 *
 * <p>Every number is read from the catalogue when it is asked for: a scrape never waits for a region.
 */
@NullMarked
package dev.hikae.server.metrics;

import org.jspecify.annotations.NullMarked;
