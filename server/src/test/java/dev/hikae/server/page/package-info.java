@NullMarked
package dev.hikae.server.page;

import org.jspecify.annotations.NullMarked;
