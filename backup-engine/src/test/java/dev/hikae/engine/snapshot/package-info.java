@NullMarked
package dev.hikae.engine.snapshot;

import org.jspecify.annotations.NullMarked;
