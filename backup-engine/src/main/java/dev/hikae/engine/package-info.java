/**
 * The backup engine as its users see it: open a repository, back up, list, restore, compare, check, replicate.
 * A library: it knows no web, no database and no scheduler. The parts behind it are packages below this one.
 */
@NullMarked
package dev.hikae.engine;

import org.jspecify.annotations.NullMarked;
