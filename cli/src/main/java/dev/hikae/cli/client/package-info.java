/** A client of the service's REST API: signs in, sends JSON, waits for runs. Knows the API only, no class of the service. */
@NullMarked
package dev.hikae.cli.client;

import org.jspecify.annotations.NullMarked;
