@NullMarked
package dev.hikae.server.http;

import org.jspecify.annotations.NullMarked;
