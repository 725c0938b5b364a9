/**
 * Who asks, and what they may do: accounts, passwords, sessions, tokens, roles, and the service's certificate.
 *
 * <p>A permission is a verb on a subject. Each resource method declares the one it needs with
 * {@link dev.hikae.server.identity.Permit}, or says with {@link dev.hikae.server.identity.Open} why it needs none; a method that declares
 * neither is refused to everybody. The only package of the service that touches cryptography.
 */
@NullMarked
package dev.hikae.server.identity;

import org.jspecify.annotations.NullMarked;
