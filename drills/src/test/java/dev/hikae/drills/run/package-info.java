@NullMarked
package dev.hikae.drills.run;

import org.jspecify.annotations.NullMarked;
