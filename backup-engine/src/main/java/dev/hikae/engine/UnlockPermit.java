package dev.hikae.engine;

/**
 * Permission to unwrap a keyring; a key is unwrapped only against one.
 *
 * <p>The service issues it after the register's {@code run.started} leaf is on disk. Break-glass use
 * makes its own and records it in the session.
 *
 * @param reference what it rests on: {@code register:<sequence>} or {@code break-glass:<host>}
 */
public record UnlockPermit(String reference) {}
