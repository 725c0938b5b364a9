package dev.hikae.engine.keyring;

import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.key.Secret;

/** A dedup domain: whoever shares it shares blob ids, chunk boundaries, metadata and index. */
public record Domain(int epoch, byte[] id, Secret secret) {
    Secret key(String use, byte[] repositoryId) {
        return Kdf.domainKey(secret, id, use, repositoryId);
    }
}
