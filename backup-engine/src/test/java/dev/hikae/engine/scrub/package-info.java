@NullMarked
package dev.hikae.engine.scrub;

import org.jspecify.annotations.NullMarked;
