/**
 * A repository: its regions, home, quorum and keys.
 */
@NullMarked
package dev.hikae.config.repository;

import org.jspecify.annotations.NullMarked;
