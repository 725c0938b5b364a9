package dev.hikae.drills.sign;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.CollectionStore;
import org.bouncycastle.util.Store;

/** Pieces that every CMS signature of ours is made of. */
final class CmsBuilding {
    private CmsBuilding() {}

    /** A signer info in the making; attributes are up to the caller. */
    static Info info(DigestCalculatorProvider digests, Signer signer) {
        return new Info(new SignerInfoGeneratorBuilder(digests), signer);
    }

    record Info(SignerInfoGeneratorBuilder builder, Signer signer) {
        Info signed(CMSAttributeTableGenerator attributes) {
            builder.setSignedAttributeGenerator(attributes);
            return this;
        }

        Info unsigned(CMSAttributeTableGenerator attributes) {
            builder.setUnsignedAttributeGenerator(attributes);
            return this;
        }

        SignerInfoGenerator build() throws OperatorCreationException {
            return builder.build(new SignerContent(signer), holder(signer.certificate()));
        }
    }

    static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(certificate.getEncoded());
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException("bug: a certificate that does not encode", e);
        }
    }

    static Store<X509CertificateHolder> certificates(List<X509Certificate> chain) {
        List<X509CertificateHolder> holders = new ArrayList<>();
        chain.forEach(c -> holders.add(holder(c)));
        return new CollectionStore<>(holders);
    }

    /** Binds the signature to one certificate (RFC 5035); SHA-256 is the default and so not named. */
    static SigningCertificateV2 signingCertificate(X509Certificate certificate) {
        X509CertificateHolder holder = holder(certificate);
        IssuerSerial issuer =
                new IssuerSerial(new GeneralNames(new GeneralName(holder.getIssuer())), holder.getSerialNumber());
        return new SigningCertificateV2(
                new ESSCertIDv2((AlgorithmIdentifier) null, Digests.sha256(encoded(certificate)), issuer));
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("bug: a certificate that does not encode", e);
        }
    }
}
