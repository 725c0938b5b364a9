@NullMarked
package dev.hikae.config.plan;

import org.jspecify.annotations.NullMarked;
