package dev.hikae.drills.sign;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** A root that the auditor trusts, and the revocation lists of the time of signing. */
public final class Trust {
    private final X509Certificate root;
    private final List<X509CRL> revocations;

    private Trust(X509Certificate root, List<X509CRL> revocations) {
        this.root = root;
        this.revocations = List.copyOf(revocations);
    }

    /** From PEM: one root certificate, and the lists of the root and of the issuing CA. */
    public static Trust of(byte[] rootPem, byte[] revocationsPem) throws NotVerified {
        List<X509Certificate> roots = Pem.readCertificates(rootPem);
        if (roots.size() != 1) {
            throw new NotVerified("expected one root certificate, found " + roots.size());
        }
        return new Trust(roots.getFirst(), Pem.readRevocations(revocationsPem));
    }

    public String fingerprint() {
        return fingerprint(root);
    }

    /** SHA-256 of the certificate's DER form. */
    public static String fingerprint(X509Certificate certificate) {
        return Digests.hex(CmsBuilding.encoded(certificate));
    }

    /** Requires an unbroken, unrevoked chain to the root at that moment. */
    void check(List<X509Certificate> chain, Instant at) throws NotVerified {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setDate(Date.from(at));
            parameters.setRevocationEnabled(true);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations)));
            var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            throw new NotVerified(
                    "no valid chain from " + chain.getFirst().getSubjectX500Principal() + " to the root: "
                            + e.getMessage(),
                    e);
        }
    }
}
