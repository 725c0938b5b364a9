package dev.hikae.engine.key;

/** What opens a keyring: one of the slots under which it is sealed. */
public sealed interface Credential {
    /** A passphrase (UTF-8, NFC), stretched by Argon2id. */
    record Passphrase(Secret secret) implements Credential {}

    /** The 32 bytes of a key file. */
    record KeyFile(Secret secret) implements Credential {}

    /** The code printed in a recovery kit. */
    record RecoveryCode(Secret secret) implements Credential {}
}
