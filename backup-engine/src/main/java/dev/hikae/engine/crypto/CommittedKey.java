package dev.hikae.engine.crypto;

import java.security.MessageDigest;

/** A sealing key with the commitment stored beside what it seals. */
public record CommittedKey(Aead aead, byte[] commitment) {
    /** Compares in constant time; must succeed before anything is decrypted, since GCM does not commit to a key. */
    public CommittedKey requireCommitment(byte[] stored) {
        if (!MessageDigest.isEqual(commitment, stored)) {
            throw new NotAuthenticException("key commitment differs");
        }
        return this;
    }
}
