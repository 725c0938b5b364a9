@NullMarked
package dev.hikae.verify;

import org.jspecify.annotations.NullMarked;
