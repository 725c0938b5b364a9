/**
 * Benchmarks of the engine's primitives with JMH, and what they allow at best on a workload. Started by {@code bench/jmh}
 * and {@code bench/limits}; no program that ships holds this package.
 */
@NullMarked
package dev.hikae.bench;

import org.jspecify.annotations.NullMarked;
