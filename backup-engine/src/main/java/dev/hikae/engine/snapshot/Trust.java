package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Statement;
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

    /** The certificate of the maintainer who signed a statement; throws when none of this repository did. */
    Certificate maintainer(Statement statement, String name, byte[] repository, byte[] certificate) {
        var maintainer = Certificate.parse(certificate);
        if (!Arrays.equals(repository, repositoryId)
                || !certifies(maintainer, Certificate.Role.MAINTAINER)
                || !statement.isSignedBy(maintainer.publicKey(), name)) {
            throw new FormatException("is not signed by a maintainer of this repository");
        }
        return maintainer;
    }
}
