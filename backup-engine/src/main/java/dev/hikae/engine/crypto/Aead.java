package dev.hikae.engine.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under one key with counter nonces. Safe for several threads.
 *
 * <p>The caller must never seal twice with one counter.
 */
public final class Aead {
    public static final int TAG_LENGTH = 16;

    /** SunJCE is slow in one big call until the intrinsic compiles; see docs/FORMAT.md for the format, which does not depend on it. */
    static final int PART = 64 << 10;

    private final SecretKeySpec key;

    Aead(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * Seals {@code data[offset, offset + length)} into {@code out}, which gets {@code length + 16} bytes from {@code outOffset}.
     * In place where both are the same array and offset.
     */
    public void seal(long counter, byte[] aad, byte[] data, int offset, int length, byte[] out, int outOffset) {
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, counter, aad, length);
            boolean inParts = AeadProviders.wantsSmallParts(cipher);
            int done = 0;
            int written = 0;
            while (inParts && length - done > PART) {
                written += cipher.update(data, offset + done, PART, out, outOffset + written);
                done += PART;
            }
            written += cipher.doFinal(data, offset + done, length - done, out, outOffset + written);
            if (written != length + TAG_LENGTH) {
                throw new IllegalStateException("bug: AES-GCM wrote " + written + " bytes");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: AES-GCM with checked parameters cannot fail", e);
        }
    }

    public byte[] seal(long counter, byte[] aad, byte[] data) {
        byte[] out = new byte[data.length + TAG_LENGTH];
        seal(counter, aad, data, 0, data.length, out, 0);
        return out;
    }

    /** Opens ciphertext and tag. */
    public byte[] open(long counter, byte[] aad, byte[] sealed, int offset, int length) {
        if (length < TAG_LENGTH) {
            throw new NotAuthenticException("too short to be sealed");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, counter, aad, length).doFinal(sealed, offset, length);
        } catch (AEADBadTagException e) {
            throw new NotAuthenticException("authentication tag differs", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: AES-GCM with checked parameters cannot fail", e);
        }
    }

    /**
     * Opens ciphertext and tag into {@code out}, which may be {@code sealed} itself at the same offset; then what was sealed is gone.
     *
     * @return the length of what was opened
     */
    public int open(long counter, byte[] aad, byte[] sealed, int offset, int length, byte[] out, int outOffset) {
        if (length < TAG_LENGTH) {
            throw new NotAuthenticException("too short to be sealed");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, counter, aad, length).doFinal(sealed, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw new NotAuthenticException("authentication tag differs", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: AES-GCM with checked parameters cannot fail", e);
        }
    }

    public byte[] open(long counter, byte[] aad, byte[] sealed) {
        return open(counter, aad, sealed, 0, sealed.length);
    }

    private Cipher cipher(int mode, long counter, byte[] aad, int length) throws GeneralSecurityException {
        Cipher cipher = AeadProviders.cipher(length);
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(counter).array();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }
}
