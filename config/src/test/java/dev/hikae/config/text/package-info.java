@NullMarked
package dev.hikae.config.text;

import org.jspecify.annotations.NullMarked;
