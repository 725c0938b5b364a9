package dev.hikae.drills.sign;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessable;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a {@link Sealer} made, strictly: one signer, DER, every certificate inside used, nothing left over.
 * A byte that no signature covers is thereby checked too.
 */
public final class Seals {
    static final String DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

    private final Trust trust;

    public Seals(Trust trust) {
        this.trust = trust;
    }

    /** Who sealed it, when, and who says so. */
    public record Seal(String signer, Instant time, String timeStamper) {}

    /** A detached CAdES-B-T signature over the content. */
    public Seal detached(byte[] cms, byte[] content) throws NotVerified {
        return attempt(() -> cms(cms, content));
    }

    /** A time-stamp token over the content. */
    public Seal timeStamp(byte[] token, byte[] content) throws NotVerified {
        return attempt(() -> stamp(token, content));
    }

    private interface Checking {
        Seal run() throws NotVerified, IOException, CMSException, OperatorCreationException, TSPException;
    }

    /** Bouncy Castle answers malformed input with unchecked exceptions of many kinds, too. */
    private static Seal attempt(Checking checking) throws NotVerified {
        try {
            return checking.run();
        } catch (IOException | CMSException | OperatorCreationException | TSPException | RuntimeException e) {
            throw new NotVerified("the signature does not hold: " + e.getMessage(), e);
        }
    }

    private Seal cms(byte[] der, byte[] content)
            throws NotVerified, IOException, CMSException, OperatorCreationException, TSPException {
        Parsed parsed = parse(der, PKCSObjectIdentifiers.data, 1, new CMSProcessableByteArray(content));
        verify(parsed);
        byte[] signature = parsed.info().getSignature();
        Attribute stamp =
                only(parsed.info().getUnsignedAttributes(), PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
        Seal time = stamp(stamp.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded("DER"), signature);
        requireUsage(parsed.signer(), DOCUMENT_SIGNING, EMAIL_PROTECTION);
        trust.check(parsed.chain(), time.time());
        return new Seal(name(parsed.signer()), time.time(), time.timeStamper());
    }

    private Seal stamp(byte[] der, byte[] content)
            throws NotVerified, IOException, CMSException, OperatorCreationException, TSPException {
        Parsed parsed = parse(der, PKCSObjectIdentifiers.id_ct_TSTInfo, 3, null);
        if (parsed.info().getUnsignedAttributes() != null) {
            throw new NotVerified("the time-stamp token carries unsigned attributes");
        }
        TimeStampToken token = new TimeStampToken(parsed.data());
        token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(parsed.signer()));
        verify(parsed);
        boolean same = token.getTimeStampInfo().getMessageImprintAlgOID().equals(NISTObjectIdentifiers.id_sha256)
                && Arrays.equals(token.getTimeStampInfo().getMessageImprintDigest(), Digests.sha256(content));
        if (!same) {
            throw new NotVerified("the time-stamp is for other bytes");
        }
        Instant time = token.getTimeStampInfo().getGenTime().toInstant();
        requireUsage(parsed.signer(), TIME_STAMPING);
        trust.check(parsed.chain(), time);
        return new Seal(name(parsed.signer()), time, name(parsed.signer()));
    }

    private record Parsed(
            CMSSignedData data, SignerInformation info, X509Certificate signer, List<X509Certificate> chain) {}

    private static Parsed parse(byte[] der, ASN1ObjectIdentifier type, int version, @Nullable CMSProcessable content)
            throws NotVerified, IOException, CMSException {
        ContentInfo outer = ContentInfo.getInstance(ASN1Primitive.fromByteArray(der));
        if (!Arrays.equals(outer.getEncoded("DER"), der)) {
            throw new NotVerified("the signature is not in DER");
        }
        require(outer.getContentType().equals(CMSObjectIdentifiers.signedData), "not signed data");
        SignedData signed = SignedData.getInstance(outer.getContent());
        require(signed.getVersion().hasValue(version), "unexpected version");
        require(signed.getEncapContentInfo().getContentType().equals(type), "unexpected content type");
        ASN1Encodable inside = signed.getEncapContentInfo().getContent();
        // What is signed are its bytes, not its tag.
        require(
                content == null ? inside instanceof ASN1OctetString : inside == null,
                "content is not where it belongs");
        require(signed.getCRLs() == null, "revocation lists inside the signature");
        require(signed.getSignerInfos().size() == 1, "not exactly one signer");
        SignerInfo info = SignerInfo.getInstance(signed.getSignerInfos().getObjectAt(0));
        require(info.getVersion().hasValue(1), "unexpected signer version");
        require(signed.getDigestAlgorithms().size() == 1, "not exactly one digest");
        require(
                sha256(signed.getDigestAlgorithms().getObjectAt(0)) && sha256(info.getDigestAlgorithm()),
                "not SHA-256");
        CMSSignedData data = content == null ? new CMSSignedData(outer) : new CMSSignedData(content, outer);
        return certified(data, info.getSID());
    }

    /** SHA-256 is written with or without NULL parameters; both are met. */
    private static boolean sha256(ASN1Encodable algorithm) {
        AlgorithmIdentifier id = AlgorithmIdentifier.getInstance(algorithm);
        boolean plain = id.getParameters() == null || org.bouncycastle.asn1.DERNull.INSTANCE.equals(id.getParameters());
        return plain && id.getAlgorithm().equals(NISTObjectIdentifiers.id_sha256);
    }

    private static Parsed certified(CMSSignedData data, SignerIdentifier signer) throws NotVerified, IOException {
        List<X509Certificate> chain = new ArrayList<>();
        boolean found = false;
        for (X509CertificateHolder holder : data.getCertificates().getMatches(null)) {
            // Byte by byte: names are compared without regard to case elsewhere.
            boolean signs = Arrays.equals(
                    signer.getEncoded("DER"), new IssuerAndSerialNumber(holder.toASN1Structure()).getEncoded("DER"));
            found |= signs;
            // The number of unused bits is not signed, and ignored where they are zero.
            require(holder.toASN1Structure().getSignature().getPadBits() == 0, "a certificate's signature is cut off");
            chain.add(signs ? 0 : chain.size(), certificate(holder));
        }
        require(found, "no signer's certificate");
        return new Parsed(data, data.getSignerInfos().iterator().next(), chain.getFirst(), chain);
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws NotVerified {
        try {
            return Pem.readCertificates(holder.getEncoded()).getFirst();
        } catch (IOException e) {
            throw new NotVerified("a certificate inside the signature is unreadable", e);
        }
    }

    private static void verify(Parsed parsed) throws NotVerified, CMSException, OperatorCreationException {
        var verifier =
                new JcaSimpleSignerInfoVerifierBuilder().build(parsed.signer().getPublicKey());
        require(parsed.info().verify(verifier), "the signature does not match");
        Attribute bound = only(parsed.info().getSignedAttributes(), PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        byte[] hash = SigningCertificateV2.getInstance(bound.getAttrValues().getObjectAt(0))
                .getCerts()[0]
                .getCertHash();
        require(
                Arrays.equals(hash, Digests.sha256(CmsBuilding.encoded(parsed.signer()))),
                "the signature names another certificate");
    }

    private static Attribute only(@Nullable AttributeTable table, ASN1ObjectIdentifier type) throws NotVerified {
        if (table == null || table.getAll(type).size() != 1) {
            throw new NotVerified("expected one attribute " + type);
        }
        Attribute found = table.get(type);
        require(found.getAttrValues().size() == 1, "expected one value of attribute " + type);
        return found;
    }

    private static void requireUsage(X509Certificate certificate, String... purposes) throws NotVerified {
        boolean[] usage = certificate.getKeyUsage();
        require(usage != null && usage[0], "the certificate is not for signatures");
        try {
            List<String> named = certificate.getExtendedKeyUsage();
            require(
                    named != null && named.containsAll(List.of(purposes)) && named.size() == purposes.length,
                    "the certificate is not for this purpose");
        } catch (CertificateParsingException e) {
            throw new NotVerified("the certificate's purposes are unreadable", e);
        }
    }

    private static void require(boolean holds, String otherwise) throws NotVerified {
        if (!holds) {
            throw new NotVerified(otherwise);
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
