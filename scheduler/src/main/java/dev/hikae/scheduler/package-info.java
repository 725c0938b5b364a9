/**
 * When things run: Quartz is only the clock; rows are claimed with a lease and a rising fencing token.
 *
 * <p>Its nouns: run, attempt, work, schedule. It runs work that it does not understand, and knows nothing of
 * backups. {@code server} stores its runs and gives it its work.
 */
@NullMarked
package dev.hikae.scheduler;

import org.jspecify.annotations.NullMarked;
