package dev.hikae.drills.verify;

import dev.hikae.drills.bundle.Archive;
import dev.hikae.drills.bundle.BundleBuilder;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.Pem;
import dev.hikae.drills.sign.Seals;
import dev.hikae.drills.sign.Trust;
import dev.hikae.drills.verify.Check.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks a bundle without any trust in who made it, but for one root certificate.
 *
 * <p>Never throws for what is in a bundle: whatever is wrong is a finding.
 */
public final class EvidenceVerifier {
    private final byte[] bundle;
    private final Question question;
    private final Findings findings = new Findings();
    private final Facts facts;

    private EvidenceVerifier(byte[] bundle, Question question) {
        this.bundle = bundle;
        this.question = question;
        this.facts = new Facts(bundle);
    }

    public static Result verify(byte[] bundle, Question question) {
        EvidenceVerifier verifier = new EvidenceVerifier(bundle, question);
        verifier.run();
        return new Result(verifier.findings.complete(verifier.expected()), verifier.facts);
    }

    private List<Part> expected() {
        return Stream.of(Part.values())
                .filter(part ->
                        part != Part.PREVIOUS || question.previousCheckpoint().isPresent())
                .toList();
    }

    private void run() {
        findings.check(Part.ARCHIVE, () -> Archive.read(bundle), files -> files.size() + " files, nothing beside them")
                .ifPresent(this::archive);
    }

    private void archive(SortedMap<String, byte[]> files) {
        root(files).ifPresent(trust -> {
            Seals seals = new Seals(trust);
            findings.check(
                            Part.SUMS_SEAL,
                            () -> seals.detached(file(files, Layout.SUMS_SEAL), file(files, Layout.SUMS)),
                            EvidenceVerifier::by)
                    .ifPresent(facts::seal);
            findings.check(Part.SUMS, () -> sums(files), count -> count + " files listed, each as listed");
            new ContainerChecks(findings, facts, seals).run(files);
            new RegisterChecks(findings, facts, seals, question).run(files);
        });
    }

    /** The lists of revoked certificates come from the bundle; the CAs signed them. */
    private Optional<Trust> root(SortedMap<String, byte[]> files) {
        try {
            byte[] own = file(files, Layout.ROOT);
            Trust inside = Trust.of(own, file(files, Layout.REVOCATIONS));
            facts.root(inside.fingerprint());
            if (question.rootPem().isEmpty() && question.rootSha256().isEmpty()) {
                findings.notChecked(
                        Part.ROOT, "no root was given; the bundle's own has SHA-256 " + inside.fingerprint());
                return Optional.of(inside);
            }
            return findings.check(
                    Part.ROOT, () -> given(inside, own, files), trust -> "SHA-256 " + trust.fingerprint());
        } catch (NotVerified | RuntimeException e) {
            findings.check(
                    Part.ROOT,
                    () -> {
                        throw new NotVerified("the bundle's trust files are unreadable: " + e.getMessage(), e);
                    },
                    Object::toString);
            return Optional.empty();
        }
    }

    private Trust given(Trust inside, byte[] own, SortedMap<String, byte[]> files) throws NotVerified {
        if (question.rootPem().isPresent()) {
            Trust given = Trust.of(question.rootPem().get(), file(files, Layout.REVOCATIONS));
            requireSame(given.fingerprint(), inside.fingerprint());
            return given;
        }
        String wanted = question.rootSha256().orElse("").replace(":", "").toLowerCase(Locale.ROOT);
        requireSame(wanted, Trust.fingerprint(Pem.readCertificates(own).getFirst()));
        return inside;
    }

    private static void requireSame(String wanted, String found) throws NotVerified {
        if (!wanted.equals(found)) {
            throw new NotVerified("the bundle's root has SHA-256 " + found + ", yours has " + wanted);
        }
    }

    private static int sums(SortedMap<String, byte[]> files) throws NotVerified {
        SortedMap<String, byte[]> listed = new TreeMap<>(files);
        listed.remove(Layout.SUMS);
        listed.remove(Layout.SUMS_SEAL);
        byte[] expected = BundleBuilder.sums(listed);
        byte[] found = file(files, Layout.SUMS);
        if (Arrays.equals(expected, found)) {
            return listed.size();
        }
        throw new NotVerified("SHA256SUMS differs from the files; first difference: " + difference(found, expected));
    }

    private static String difference(byte[] found, byte[] expected) {
        List<String> listed =
                new String(found, StandardCharsets.US_ASCII).lines().toList();
        List<String> real =
                new String(expected, StandardCharsets.US_ASCII).lines().toList();
        return Stream.concat(
                        real.stream().filter(line -> !listed.contains(line)),
                        listed.stream().filter(line -> !real.contains(line)))
                .map(line -> line.substring(Math.min(66, line.length())))
                .findFirst()
                .orElse("order");
    }

    static byte[] file(SortedMap<String, byte[]> files, String name) throws NotVerified {
        return Optional.ofNullable(files.get(name)).orElseThrow(() -> new NotVerified(name + " is missing"));
    }

    static String by(Seals.Seal seal) {
        return seal.time() + ", " + seal.signer() + "; time by " + seal.timeStamper();
    }
}
