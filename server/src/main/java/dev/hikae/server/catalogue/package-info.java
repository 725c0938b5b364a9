/**
 * The catalogue: the service's database. Runs, schedules, revisions, test and drill results, alerts.
 *
 * <p>SQLite in WAL mode with {@code synchronous=FULL}: what was committed survives a crash. One connection writes, a
 * few read. Numbered SQL migrations; a newer schema is refused. Rows that are derived from regions and register can be
 * rebuilt; no recovery point and no evidence lives here alone.
 */
@NullMarked
package dev.hikae.server.catalogue;

import org.jspecify.annotations.NullMarked;
