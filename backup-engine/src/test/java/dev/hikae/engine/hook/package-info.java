@NullMarked
package dev.hikae.engine.hook;

import org.jspecify.annotations.NullMarked;
