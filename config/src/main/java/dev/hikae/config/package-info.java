/**
 * What every module stands on: the operator's configuration, errors, texts, ids, canonical JSON.
 * Nothing here does work, reads the clock or opens a network connection.
 */
@NullMarked
package dev.hikae.config;

import org.jspecify.annotations.NullMarked;
