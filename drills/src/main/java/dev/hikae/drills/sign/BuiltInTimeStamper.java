package dev.hikae.drills.sign;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A time-stamp authority inside the service, for places without one: plumbing, not proof of time.
 * Its certificate says "built-in", and so do verifier and report.
 */
final class BuiltInTimeStamper implements TimeStamper {
    /** A policy of our own under the UUID arc, which needs no registration. */
    private static final ASN1ObjectIdentifier POLICY =
            new ASN1ObjectIdentifier("2.25.226497613170946823517746137823562184113");

    private final Signer signer;
    private final InstantSource clock;
    private final SecureRandom random;

    BuiltInTimeStamper(Signer signer, InstantSource clock, SecureRandom random) {
        this.signer = signer;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public byte[] stamp(byte[] data) {
        try {
            TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
            asking.setCertReq(true);
            TimeStampRequest request = asking.generate(NISTObjectIdentifiers.id_sha256, Digests.sha256(data));
            BigInteger serial = new BigInteger(127, random);
            return generator()
                    .generate(request, serial, Date.from(clock.instant()))
                    .getEncoded("DER");
        } catch (TSPException | OperatorException | IOException e) {
            throw new HikaeException(e, EvidenceError.TIME_STAMP_REFUSED, name(), String.valueOf(e.getMessage()));
        }
    }

    private TimeStampTokenGenerator generator() throws TSPException, OperatorException {
        DigestCalculatorProvider digests = new BcDigestCalculatorProvider();
        SignerInfoGenerator info = CmsBuilding.info(digests, signer).build();
        var generator = new TimeStampTokenGenerator(
                info, digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)), POLICY);
        generator.addCertificates(CmsBuilding.certificates(signer.chain()));
        return generator;
    }

    @Override
    public boolean builtIn() {
        return true;
    }

    @Override
    public String name() {
        return signer.certificate().getSubjectX500Principal().getName();
    }
}
