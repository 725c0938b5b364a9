package dev.hikae.engine.keyring;

import dev.hikae.engine.crypto.HybridKem;
import java.util.Optional;

/** Opens data packs; without the private half one can only seal for it. */
public record ReaderKey(int epoch, HybridKem.PublicKeys publicKeys, Optional<HybridKem.PrivateKeys> privateKeys) {}
