@NullMarked
package dev.hikae.server.run;

import org.jspecify.annotations.NullMarked;
