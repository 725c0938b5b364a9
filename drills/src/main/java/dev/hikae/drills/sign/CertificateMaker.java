package dev.hikae.drills.sign;

import dev.hikae.drills.sign.KeyFolder.Held;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the certificates of the evidence hierarchy: root and issuing CA on P-384, signers on P-256. */
final class CertificateMaker {
    private static final Period ROOT_LIFE = Period.ofYears(25);
    private static final Duration BACKDATED = Duration.ofMinutes(10);
    private static final Period ISSUING_LIFE = Period.ofYears(10);

    private final InstantSource clock;
    private final SecureRandom random;
    private final String organisation;

    CertificateMaker(InstantSource clock, SecureRandom random, String organisation) {
        this.clock = clock;
        this.random = random;
        this.organisation = organisation;
    }

    Held root() throws GeneralSecurityException, IOException {
        KeyPair pair = ec("secp384r1");
        X500Name name = name("Hikae evidence root");
        return issue(pair, builder(name, name, pair.getPublic(), ROOT_LIFE), Kind.ROOT, new Held[0]);
    }

    Held issuing(Held root) throws GeneralSecurityException, IOException {
        KeyPair pair = ec("secp384r1");
        return issue(pair, under(root, "Hikae evidence issuing CA", pair, ISSUING_LIFE), Kind.ISSUING, root);
    }

    /** Document signing alone fails openssl's default purpose and pdfsig, hence e-mail protection too. */
    Held signer(Held issuing) throws GeneralSecurityException, IOException {
        KeyPair pair = ec("secp256r1");
        return issue(pair, under(issuing, "Hikae evidence signer", pair, Period.ofMonths(13)), Kind.SIGNER, issuing);
    }

    Held timeStamper(Held issuing) throws GeneralSecurityException, IOException {
        KeyPair pair = ec("secp256r1");
        return issue(
                pair,
                under(issuing, "Hikae built-in time-stamp authority", pair, Period.ofMonths(13)),
                Kind.TIME_STAMPER,
                issuing);
    }

    /** A log key lives in a PKCS#12 file like the others, and that wants a certificate around it. */
    Held log() throws GeneralSecurityException, IOException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        X500Name name = name("Hikae register");
        return issue(pair, builder(name, name, pair.getPublic(), ROOT_LIFE), Kind.LOG, new Held[0]);
    }

    X509CRL revocations(Held ca, Period life) throws GeneralSecurityException, IOException {
        Instant now = start();
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(subject(ca.certificate()), Date.from(now));
            builder.setNextUpdate(Date.from(after(now, life)));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.getEpochSecond())));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca.certificate()));
            return new JcaX509CRLConverter()
                    .getCRL(builder.build(new JcaContentSignerBuilder("SHA384withECDSA").build(ca.key())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private enum Kind {
        ROOT(1, KeyUsage.keyCertSign | KeyUsage.cRLSign),
        ISSUING(0, KeyUsage.keyCertSign | KeyUsage.cRLSign),
        SIGNER(-1, KeyUsage.digitalSignature | KeyUsage.nonRepudiation),
        TIME_STAMPER(-1, KeyUsage.digitalSignature | KeyUsage.nonRepudiation),
        LOG(-1, KeyUsage.digitalSignature);

        private final int pathLength;
        private final int usage;

        Kind(int pathLength, int usage) {
            this.pathLength = pathLength;
            this.usage = usage;
        }
    }

    private Held issue(KeyPair pair, X509v3CertificateBuilder builder, Kind kind, Held... issuer)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.basicConstraints,
                true,
                kind.pathLength >= 0 ? new BasicConstraints(kind.pathLength) : new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(kind.usage));
        builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
        purposes(builder, kind);
        boolean selfSigned = issuer.length == 0;
        if (!selfSigned) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utils.createAuthorityKeyIdentifier(issuer[0].certificate()));
        }
        try {
            var signer = new JcaContentSignerBuilder(kind == Kind.LOG ? "Ed25519" : "SHA384withECDSA")
                    .build(selfSigned ? pair.getPrivate() : issuer[0].key());
            X509Certificate made = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new Held(pair.getPrivate(), chain(made, issuer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static void purposes(X509v3CertificateBuilder builder, Kind kind) throws IOException {
        if (kind == Kind.SIGNER) {
            KeyPurposeId[] both = {
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(Seals.DOCUMENT_SIGNING)),
                KeyPurposeId.id_kp_emailProtection
            };
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both));
        } else if (kind == Kind.TIME_STAMPER) {
            builder.addExtension(
                    Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
        }
    }

    /** Without the root, which comes to the auditor another way. */
    private static List<X509Certificate> chain(X509Certificate made, Held... issuer) {
        List<X509Certificate> chain = new ArrayList<>(List.of(made));
        for (Held held : issuer) {
            held.chain().stream().filter(c -> !selfSigned(c)).forEach(chain::add);
        }
        return chain;
    }

    private static boolean selfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private X509v3CertificateBuilder under(Held issuer, String commonName, KeyPair pair, Period life) {
        return builder(subject(issuer.certificate()), name(commonName), pair.getPublic(), life);
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key, Period life) {
        Instant now = start();
        return new X509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).setBit(126),
                Date.from(now),
                Date.from(after(now, life)),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    /** A little earlier: a clock set back a few seconds must not make what was just sealed invalid. */
    private Instant start() {
        return clock.instant().minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant after(Instant from, Period life) {
        return from.atOffset(ZoneOffset.UTC).plus(life).toInstant();
    }

    private X500Name name(String commonName) {
        return new X500NameBuilder()
                .addRDN(BCStyle.O, organisation)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static X500Name subject(X509Certificate certificate) {
        return CmsBuilding.holder(certificate).getSubject();
    }

    private KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve), random);
        return generator.generateKeyPair();
    }
}
