@NullMarked
package dev.hikae.cli;

import org.jspecify.annotations.NullMarked;
