package dev.hikae.drills.sign;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/** Shows a {@link Signer} to Bouncy Castle. */
final class SignerContent implements ContentSigner {
    private final Signer signer;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    SignerContent(Signer signer) {
        this.signer = signer;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }

    @Override
    public OutputStream getOutputStream() {
        return message;
    }

    @Override
    public byte[] getSignature() {
        return signer.sign(message.toByteArray());
    }
}
