/**
 * Identifiers as types: a prefix and a UUIDv7, or a slug chosen by the operator.
 */
@NullMarked
package dev.hikae.config.id;

import org.jspecify.annotations.NullMarked;
