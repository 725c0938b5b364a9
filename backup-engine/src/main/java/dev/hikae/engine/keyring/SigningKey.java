package dev.hikae.engine.keyring;

import dev.hikae.engine.key.Secret;
import dev.hikae.engine.snapshot.Certificate;

/** A writer's or maintainer's signing key with the owner's certificate for it. */
public record SigningKey(Certificate certificate, Secret seed) {}
