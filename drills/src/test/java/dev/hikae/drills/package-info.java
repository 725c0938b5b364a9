@NullMarked
package dev.hikae.drills;

import org.jspecify.annotations.NullMarked;
