package dev.hikae.drills.sign;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A signer whose key lies in this process's memory, read from a PKCS#12 file. */
final class KeySigner implements Signer {
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    KeySigner(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    @Override
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    @Override
    public List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new HikaeException(e, EvidenceError.NOT_SIGNED, String.valueOf(e.getMessage()));
        }
    }
}
