/** Tests of what a backup counts. */
@NullMarked
package dev.hikae.engine.backup;

import org.jspecify.annotations.NullMarked;
