/**
 * The resources of {@code /api/v1}.
 *
 * <p>To add one: a public final class with {@code @Path("/api/v1/things")} and {@code @Produces("application/json")}, given to
 * {@code environment.jersey().register(new Things(...))} in {@code dev.hikae.server.HikaeApplication}. Each method declares
 * {@link dev.hikae.server.identity.Permit} (or {@link dev.hikae.server.identity.Open}); the guard then signs in, checks, and audits
 * whatever is not a GET before the method runs. Who asks comes as a parameter {@code @Context Caller caller}.
 *
 * <p>Bodies are records with Bean Validation ({@code @Valid @NotNull Body body}); unknown members are refused. Fail by throwing a
 * {@link dev.hikae.config.error.HikaeException}: it becomes a problem. Lists are {@link dev.hikae.server.http.Listing}s, what is edited
 * goes through {@link dev.hikae.server.http.Versioned}, a POST that starts work is {@link dev.hikae.server.api.Idempotent}, and event
 * streams are adopted by {@link dev.hikae.server.http.EventStreams}.
 */
@NullMarked
package dev.hikae.server.api;

import org.jspecify.annotations.NullMarked;
