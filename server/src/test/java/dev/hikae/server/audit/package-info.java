@NullMarked
package dev.hikae.server.audit;

import org.jspecify.annotations.NullMarked;
