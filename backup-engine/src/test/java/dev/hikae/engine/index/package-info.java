@NullMarked
package dev.hikae.engine.index;

import org.jspecify.annotations.NullMarked;
