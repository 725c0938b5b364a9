@NullMarked
package dev.hikae.config.load;

import org.jspecify.annotations.NullMarked;
