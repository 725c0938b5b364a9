/**
 * JSON: one mapper for all, and the canonical form of RFC 8785 that hashes and signatures cover.
 */
@NullMarked
package dev.hikae.config.json;

import org.jspecify.annotations.NullMarked;
