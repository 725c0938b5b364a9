/** Tests of the REST API against the real service, over HTTPS. */
@NullMarked
package dev.hikae.server.api;

import org.jspecify.annotations.NullMarked;
