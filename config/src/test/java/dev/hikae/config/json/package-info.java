@NullMarked
package dev.hikae.config.json;

import org.jspecify.annotations.NullMarked;
