/**
 * {@code hikae demo}: the whole loop on real files, through the service's REST API only.
 *
 * <p>It makes a fresh folder with three regions, starts the service in this process on free ports, and then acts as the
 * people who use it: each step signs in with the role that would do it. Whatever does not come out as it must ends
 * the demo with an error.
 */
@NullMarked
package dev.hikae.cli.demo;

import org.jspecify.annotations.NullMarked;
