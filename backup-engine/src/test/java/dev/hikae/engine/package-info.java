@NullMarked
package dev.hikae.engine;

import org.jspecify.annotations.NullMarked;
