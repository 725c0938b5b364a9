package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 of a kind and content: blob ids. Safe for several threads. */
public final class KeyedDigest {
    private final Mac keyed;

    public KeyedDigest(Secret key) {
        try {
            keyed = Mac.getInstance("HmacSHA256");
            keyed.init(new SecretKeySpec(key.revealBytes(), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the JDK lacks HMAC-SHA-256", e);
        }
    }

    public byte[] digest(byte kind, byte[] data, int offset, int length) {
        Mac mac = copy();
        mac.update(kind);
        mac.update(data, offset, length);
        return mac.doFinal();
    }

    /** The keyed state is copied rather than set up again: two blocks of SHA-256 less for each small blob. */
    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("bug: the JDK's HMAC can be cloned", e);
        }
    }
}
