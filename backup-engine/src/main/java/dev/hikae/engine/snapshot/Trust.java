package dev.hikae.engine.snapshot;

import java.util.Arrays;

/**
 * What every signature is judged by.
 *
 * @param repositoryId 16 bytes
 * @param ownerPublicKey Ed25519, 32 bytes; from the keyring, or pinned by whoever has none
 */
public record Trust(byte[] repositoryId, byte[] ownerPublicKey) {
    /** Whether the certificate is for this repository and role and by this owner. */
    boolean certifies(Certificate certificate, Certificate.Role role) {
        return Arrays.equals(certificate.repositoryId(), repositoryId)
                && certificate.role() == role
                && certificate.isIssuedBy(ownerPublicKey);
    }
}
