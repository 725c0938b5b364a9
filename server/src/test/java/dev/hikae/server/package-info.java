@NullMarked
package dev.hikae.server;

import org.jspecify.annotations.NullMarked;
