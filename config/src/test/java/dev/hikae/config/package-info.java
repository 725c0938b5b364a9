@NullMarked
package dev.hikae.config;

import org.jspecify.annotations.NullMarked;
