package dev.hikae.drills.verify;

import java.util.Optional;

/**
 * What the auditor holds apart from the bundle.
 *
 * @param rootPem the root certificate
 * @param rootSha256 or its fingerprint, hexadecimal, colons and case do not matter; the certificate is then taken from the bundle
 * @param logKey the register's verifier key; without it, the bundle's own is used, which the signer vouches for
 * @param previousCheckpoint a checkpoint of an earlier bundle: the register must have only grown since
 */
public record Question(
        Optional<byte[]> rootPem,
        Optional<String> rootSha256,
        Optional<String> logKey,
        Optional<String> previousCheckpoint) {
    /** Nothing but the root. */
    public static Question root(byte[] pem) {
        return new Question(Optional.of(pem), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Nothing at all: the root stays unchecked, and so the bundle is not accepted. */
    public static Question nothing() {
        return new Question(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
