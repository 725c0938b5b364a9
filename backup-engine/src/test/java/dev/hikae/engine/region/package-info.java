/** Regions tested over stores that fail where a test plans it. */
@NullMarked
package dev.hikae.engine.region;

import org.jspecify.annotations.NullMarked;
