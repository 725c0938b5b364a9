/**
 * The regions of one repository taken together: writing to all, committing at a quorum, reading from any, catching up.
 */
@NullMarked
package dev.hikae.engine.region;

import org.jspecify.annotations.NullMarked;
