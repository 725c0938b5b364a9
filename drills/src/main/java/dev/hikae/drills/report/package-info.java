/**
 * The report of a drill or a restore test: one record, {@code report.json} in RFC 8785 form, and its rendering as a
 * tagged PDF in Japanese and English.
 *
 * <p>The record holds figures, times, names and message keys with parameters, never sentences of ours, so that the
 * two languages cannot disagree. Signing and bundling are not done here.
 */
@NullMarked
package dev.hikae.drills.report;

import org.jspecify.annotations.NullMarked;
