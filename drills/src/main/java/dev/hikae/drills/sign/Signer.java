package dev.hikae.drills.sign;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key that signs and never shows itself; a PKCS#12 file, a token or a key service.
 *
 * <p>Signatures are ECDSA with SHA-256 in DER. Safe for several threads.
 */
public interface Signer {
    X509Certificate certificate();

    /** The certificate first, then its issuers, without the root. */
    List<X509Certificate> chain();

    byte[] sign(byte[] message);
}
