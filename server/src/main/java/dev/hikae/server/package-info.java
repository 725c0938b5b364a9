/**
 * The service: joins engine, tests, drills and scheduler behind an API, pages and a catalogue.
 */
@NullMarked
package dev.hikae.server;

import org.jspecify.annotations.NullMarked;
