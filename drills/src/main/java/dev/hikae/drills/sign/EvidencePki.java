package dev.hikae.drills.sign;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import dev.hikae.drills.sign.KeyFolder.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The evidence keys of one installation, made at the first start.
 *
 * <p>Root → issuing CA → signer (13 months) and built-in time-stamp authority, and the register's Ed25519 key. The
 * root's private key lies in the folder {@code offline-root} only to be moved away: nothing here reads it again.
 * Opening, and asking for a sealer, renews signer, authority and revocation list when less than 30 days of them are
 * left; what they sealed stays valid, because its time-stamp lies within their life. Ask for a sealer for each bundle.
 */
public final class EvidencePki {
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Period REVOCATIONS_LIFE = Period.ofMonths(3);

    private final KeyFolder keys;
    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random;
    private final CertificateMaker maker;

    private EvidencePki(KeyFolder keys, Path folder, CertificateMaker maker, InstantSource clock, SecureRandom random) {
        this.keys = keys;
        this.folder = folder;
        this.maker = maker;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Opens the keys in the folder, or makes them when it does not exist.
     *
     * @param organisation whose evidence it is; stands in every certificate
     */
    public static EvidencePki open(Path folder, String organisation, InstantSource clock, SecureRandom random) {
        CertificateMaker maker = new CertificateMaker(clock, random, organisation);
        if (!Files.exists(folder)) {
            create(folder, maker, random);
        }
        try {
            EvidencePki pki = new EvidencePki(KeyFolder.open(folder), folder, maker, clock, random);
            pki.renewed();
            return pki;
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.KEYS_UNREADABLE, folder, String.valueOf(e.getMessage()));
        }
    }

    /** Into a folder beside it first, so that a crash leaves either all keys or none. */
    private static void create(Path folder, CertificateMaker maker, SecureRandom random) {
        try {
            Path parent = folder.toAbsolutePath().getParent();
            Files.createDirectories(parent == null ? Path.of("/") : parent);
            Path fresh = folder.resolveSibling(folder.getFileName() + ".new-" + Long.toHexString(random.nextLong()));
            KeyFolder keys = KeyFolder.create(fresh, random);
            Held root = maker.root();
            KeyFolder.create(fresh.resolve("offline-root"), random).save("root", root);
            PrivateFiles.write(fresh.resolve("offline-root/README.txt"), OFFLINE_NOTE.getBytes(StandardCharsets.UTF_8));
            Held issuing = maker.issuing(root);
            keys.save("issuing-ca", issuing);
            keys.save("signer", maker.signer(issuing));
            keys.save("tsa", maker.timeStamper(issuing));
            keys.save("log", maker.log());
            PrivateFiles.write(fresh.resolve("root.pem"), Pem.certificates(root.chain()));
            PrivateFiles.write(
                    fresh.resolve("root-crl.pem"),
                    Pem.revocations(List.of(maker.revocations(root, Period.ofYears(25)))));
            PrivateFiles.write(
                    fresh.resolve("issuing-crl.pem"),
                    Pem.revocations(List.of(maker.revocations(issuing, REVOCATIONS_LIFE))));
            PrivateFiles.force(fresh);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | GeneralSecurityException e) {
            throw new HikaeException(e, EvidenceError.KEYS_NOT_MADE, folder, String.valueOf(e.getMessage()));
        }
    }

    private synchronized void renewed() {
        try {
            renew();
        } catch (IOException | GeneralSecurityException e) {
            throw new HikaeException(e, EvidenceError.KEYS_UNREADABLE, folder, String.valueOf(e.getMessage()));
        }
    }

    private void renew() throws IOException, GeneralSecurityException {
        Instant limit = clock.instant().plus(RENEW_BEFORE);
        Held issuing = keys.load("issuing-ca");
        if (ends(keys.load("signer")).isBefore(limit)) {
            keys.save("signer", maker.signer(issuing));
        }
        if (ends(keys.load("tsa")).isBefore(limit)) {
            keys.save("tsa", maker.timeStamper(issuing));
        }
        if (issuingRevocations().getNextUpdate().toInstant().isBefore(limit)) {
            PrivateFiles.write(
                    folder.resolve("issuing-crl.pem"),
                    Pem.revocations(List.of(maker.revocations(issuing, REVOCATIONS_LIFE))));
        }
    }

    private static Instant ends(Held held) {
        return held.certificate().getNotAfter().toInstant();
    }

    private X509CRL issuingRevocations() throws IOException, GeneralSecurityException {
        try {
            return Pem.readRevocations(Files.readAllBytes(folder.resolve("issuing-crl.pem")))
                    .getFirst();
        } catch (NotVerified e) {
            throw new GeneralSecurityException(e.reason(), e);
        }
    }

    /** Seals with the signer's key and the built-in time-stamp authority. */
    public Sealer sealer() {
        renewed();
        return sealer(builtInTimeStamper());
    }

    /** Seals with the signer's key and an authority of your choice. */
    public Sealer sealer(TimeStamper timeStamper) {
        renewed();
        return new Sealer(signer("signer"), timeStamper, clock);
    }

    public TimeStamper builtInTimeStamper() {
        return new BuiltInTimeStamper(signer("tsa"), clock, random);
    }

    /** The register's key. Its origin carries the start of the root's fingerprint, so that no two logs share one. */
    public LogKey logKey() {
        Held held = load("log");
        String origin = "hikae.invalid/register/" + rootFingerprint().substring(0, 16);
        return new LogKey(
                held.key(), LogVerifierKey.of(origin, held.certificate().getPublicKey()));
    }

    /** The root certificate in PEM: what an auditor must get apart from any bundle. */
    public byte[] rootPem() {
        return read("root.pem");
    }

    /** SHA-256 of the root certificate in lower-case hexadecimal. */
    public String rootFingerprint() {
        try {
            return Trust.fingerprint(Pem.readCertificates(rootPem()).getFirst());
        } catch (NotVerified e) {
            throw new HikaeException(e, EvidenceError.KEYS_UNREADABLE, folder, e.reason());
        }
    }

    /** Whether the root's private key was not yet moved away. */
    public boolean rootKeyStillHere() {
        return Files.exists(folder.resolve("offline-root/root.p12"));
    }

    /** What a bundle's {@code trust/} folder holds: file name to content. */
    public Map<String, byte[]> trustFiles() {
        Map<String, byte[]> files = new TreeMap<>();
        X509Certificate issuing = load("issuing-ca").certificate();
        files.put("root.pem", rootPem());
        files.put("issuing-ca.pem", Pem.certificates(List.of(issuing)));
        files.put("tsa-chain.pem", Pem.certificates(load("tsa").chain()));
        files.put("crls.pem", concat(read("root-crl.pem"), read("issuing-crl.pem")));
        files.put("log-key.txt", (logKey().verifier() + "\n").getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return (new String(first, StandardCharsets.US_ASCII) + new String(second, StandardCharsets.US_ASCII))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Signer signer(String name) {
        Held held = load(name);
        return new KeySigner(held.key(), held.chain());
    }

    private Held load(String name) {
        try {
            return keys.load(name);
        } catch (IOException | GeneralSecurityException e) {
            throw new HikaeException(e, EvidenceError.KEYS_UNREADABLE, folder, String.valueOf(e.getMessage()));
        }
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new HikaeException(e, EvidenceError.KEYS_UNREADABLE, folder, String.valueOf(e.getMessage()));
        }
    }

    private static final String OFFLINE_NOTE = """
            This folder holds the private key of Hikae's evidence root, encrypted, and its password.
            Move the whole folder to a place that is not connected to this machine, then delete it here.
            Hikae never reads it again; it is needed only to replace the issuing CA.

            このフォルダには、Hikae の証跡ルート証明書の秘密鍵（暗号化済み）とそのパスワードが入っています。
            フォルダごとこのマシンから切り離された場所へ移し、ここからは削除してください。
            Hikae がこれを再び読むことはありません。必要になるのは発行 CA を交換するときだけです。
            """;
}
