@NullMarked
package dev.hikae.scheduler;

import org.jspecify.annotations.NullMarked;
