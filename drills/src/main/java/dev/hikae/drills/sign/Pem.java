package dev.hikae.drills.sign;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Certificates and revocation lists as text (RFC 7468). */
public final class Pem {
    private Pem() {}

    public static byte[] certificates(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        certificates.forEach(c -> text.append(block("CERTIFICATE", CmsBuilding.encoded(c))));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] revocations(List<X509CRL> lists) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (X509CRL list : lists) {
            text.append(block("X509 CRL", list.getEncoded()));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Every certificate in the text. */
    public static List<X509Certificate> readCertificates(byte[] pem) throws NotVerified {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new NotVerified("not certificates in PEM: " + e.getMessage(), e);
        }
    }

    static List<X509CRL> readRevocations(byte[] pem) throws NotVerified {
        try {
            return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(pem)).stream()
                    .map(X509CRL.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new NotVerified("not revocation lists in PEM: " + e.getMessage(), e);
        }
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
