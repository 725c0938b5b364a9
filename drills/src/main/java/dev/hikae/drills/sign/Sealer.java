package dev.hikae.drills.sign;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Date;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/**
 * Seals bytes with one signer and one time-stamp authority.
 *
 * <p>CAdES baseline B-T (EN 319 122-1) detached, PAdES baseline B-T (EN 319 142-1), RFC 3161. Safe for several threads.
 */
public final class Sealer {
    private final Signer signer;
    private final TimeStamper timeStamper;
    private final InstantSource clock;

    public Sealer(Signer signer, TimeStamper timeStamper, InstantSource clock) {
        this.signer = signer;
        this.timeStamper = timeStamper;
        this.clock = clock;
    }

    /** A detached CAdES-B-T signature, DER; the content of a {@code .p7s} file. */
    public byte[] detached(byte[] content) {
        return cms(content, true);
    }

    /** The PDF with one more revision that holds a PAdES-B-T signature over all of it. */
    public byte[] pdf(InputStream pdf) throws IOException {
        return new PdfSealer(bytes -> cms(bytes, false), clock).sign(pdf);
    }

    /** A time-stamp token over the content, DER; the content of a {@code .tsr} file. */
    public byte[] timeStamp(byte[] content) {
        return timeStamper.stamp(content);
    }

    public Signer signer() {
        return signer;
    }

    public TimeStamper timeStamper() {
        return timeStamper;
    }

    private byte[] cms(byte[] content, boolean withSigningTime) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(CmsBuilding.info(new BcDigestCalculatorProvider(), signer)
                    .signed(new SignedAttributes(attributes(), withSigningTime))
                    .unsigned(this::timeStampAttribute)
                    .build());
            generator.addCertificates(CmsBuilding.certificates(signer.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new HikaeException(e, EvidenceError.NOT_SIGNED, String.valueOf(e.getMessage()));
        }
    }

    private AttributeTable attributes() {
        Hashtable<ASN1ObjectIdentifier, ASN1Encodable> table = new Hashtable<>();
        put(table, CMSAttributes.signingTime, new Time(Date.from(clock.instant())));
        put(
                table,
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                CmsBuilding.signingCertificate(signer.certificate()));
        return new AttributeTable(table);
    }

    private static void put(
            Hashtable<ASN1ObjectIdentifier, ASN1Encodable> table, ASN1ObjectIdentifier type, ASN1Encodable value) {
        table.put(type, new Attribute(type, new DERSet(value)));
    }

    @SuppressWarnings("rawtypes")
    private AttributeTable timeStampAttribute(Map parameters) {
        byte[] signature = (byte[]) Objects.requireNonNull(parameters.get(CMSAttributeTableGenerator.SIGNATURE));
        try {
            ASN1Primitive token = ASN1Primitive.fromByteArray(timeStamper.stamp(signature));
            return new AttributeTable(
                    new DERSet(new Attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet(token))));
        } catch (IOException e) {
            throw new HikaeException(
                    e, EvidenceError.TIME_STAMP_REFUSED, timeStamper.name(), String.valueOf(e.getMessage()));
        }
    }

    /** PAdES keeps the claimed time in the PDF's own dictionary and forbids it here. */
    private static final class SignedAttributes implements CMSAttributeTableGenerator {
        private final CMSAttributeTableGenerator standard;
        private final boolean withSigningTime;

        SignedAttributes(AttributeTable ours, boolean withSigningTime) {
            this.standard = new DefaultSignedAttributeTableGenerator(ours);
            this.withSigningTime = withSigningTime;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public AttributeTable getAttributes(Map parameters) {
            AttributeTable all = standard.getAttributes(parameters);
            return withSigningTime ? all : all.remove(CMSAttributes.signingTime);
        }
    }
}
