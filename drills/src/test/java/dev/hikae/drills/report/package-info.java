@NullMarked
package dev.hikae.drills.report;

import org.jspecify.annotations.NullMarked;
