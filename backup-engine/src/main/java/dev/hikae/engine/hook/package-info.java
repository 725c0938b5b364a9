/**
 * Commands before and after a backup. A command that fails is never passed over in silence: before a backup it ends it,
 * after one it makes it a warning.
 */
@NullMarked
package dev.hikae.engine.hook;

import org.jspecify.annotations.NullMarked;
