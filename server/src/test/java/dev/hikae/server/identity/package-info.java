@NullMarked
package dev.hikae.server.identity;

import org.jspecify.annotations.NullMarked;
