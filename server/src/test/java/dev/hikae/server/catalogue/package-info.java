@NullMarked
package dev.hikae.server.catalogue;

import org.jspecify.annotations.NullMarked;
