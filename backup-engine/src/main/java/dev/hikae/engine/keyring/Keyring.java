package dev.hikae.engine.keyring;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.crypto.HybridKem;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Trust;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All keys of a repository that this holder has. Does not print.
 *
 * @param ownerSeed absent where the owner's key is kept elsewhere
 */
public record Keyring(
        byte[] repositoryId,
        byte[] ownerPublicKey,
        Optional<Secret> ownerSeed,
        List<SigningKey> signingKeys,
        List<ReaderKey> readerKeys,
        List<Domain> domains) {
    private static final int REPOSITORY = 0x8001;
    private static final int OWNER_PUBLIC = 0x8002;
    private static final int OWNER_SEED = 0x8003;
    private static final int SIGNING = 0x8004;
    private static final int READER = 0x8005;
    private static final int DOMAIN = 0x8006;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, OWNER_PUBLIC, OWNER_SEED, SIGNING, READER, DOMAIN);

    public Keyring {
        signingKeys = List.copyOf(signingKeys);
        readerKeys = List.copyOf(readerKeys);
        domains = List.copyOf(domains);
    }

    /** A new repository's keys, all four roles in one keyring. */
    public static Keyring generate(SecureRandom random) {
        byte[] repository = bytes(random, 16);
        var owner = Ed25519.generate(random);
        var kem = HybridKem.generate(random);
        return new Keyring(
                repository,
                owner.publicKey(),
                Optional.of(owner.seed()),
                List.of(
                        certified(repository, Certificate.Role.WRITER, owner.seed(), random),
                        certified(repository, Certificate.Role.MAINTAINER, owner.seed(), random)),
                List.of(new ReaderKey(1, kem.publicKeys(), Optional.of(kem.privateKeys()))),
                List.of(new Domain(1, bytes(random, 16), Secret.copyOf(bytes(random, 32)))));
    }

    private static SigningKey certified(byte[] repository, Certificate.Role role, Secret owner, SecureRandom random) {
        var pair = Ed25519.generate(random);
        byte[] holder = bytes(random, 16);
        return new SigningKey(Certificate.issue(repository, role, 1, holder, pair.publicKey(), owner), pair.seed());
    }

    private static byte[] bytes(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public Trust trust() {
        return new Trust(repositoryId, ownerPublicKey);
    }

    /** {@code SHA256:} and unpadded base64. */
    public String ownerFingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Digests.sha256(ownerPublicKey));
    }

    /** The newest key for a role; empty when this keyring may not act in it. */
    public Optional<SigningKey> signer(Certificate.Role role) {
        return signingKeys.stream()
                .filter(k -> k.certificate().role() == role)
                .max(Comparator.comparingInt(k -> k.certificate().epoch()));
    }

    /** The newest domain, for writing. */
    public Domain domain() {
        return domains.stream()
                .max(Comparator.comparingInt(Domain::epoch))
                .orElseThrow(() -> new FormatException("the keyring holds no dedup domain"));
    }

    /** The newest reader key, for sealing. */
    public ReaderKey readerKey() {
        return readerKeys.stream()
                .max(Comparator.comparingInt(ReaderKey::epoch))
                .orElseThrow(() -> new FormatException("the keyring holds no reader key"));
    }

    byte[] encode() {
        var out = new Tlv.Builder().bytes(REPOSITORY, repositoryId).bytes(OWNER_PUBLIC, ownerPublicKey);
        ownerSeed.ifPresent(seed -> out.bytes(OWNER_SEED, seed.revealBytes()));
        for (SigningKey key : signingKeys) {
            out.bytes(SIGNING, join(key.certificate().encode(), key.seed().revealBytes()));
        }
        for (ReaderKey key : readerKeys) {
            byte[] head = join(
                    number(key.epoch()),
                    key.publicKeys().x25519(),
                    key.publicKeys().mlKem());
            out.bytes(
                    READER,
                    key.privateKeys()
                            .map(p -> join(
                                    head, p.x25519().revealBytes(), p.mlKem().revealBytes()))
                            .orElse(head));
        }
        for (Domain domain : domains) {
            out.bytes(
                    DOMAIN,
                    join(number(domain.epoch()), domain.id(), domain.secret().revealBytes()));
        }
        return out.build();
    }

    static Keyring decode(byte[] plain) {
        var fields = Tlv.parse(plain, KNOWN);
        try {
            return new Keyring(
                    fields.need(REPOSITORY, 16),
                    fields.need(OWNER_PUBLIC, 32),
                    fields.bytes(OWNER_SEED).map(Secret::copyOf),
                    fields.all(SIGNING).stream().map(Keyring::signingKey).toList(),
                    fields.all(READER).stream().map(Keyring::readerKey).toList(),
                    fields.all(DOMAIN).stream().map(Keyring::domain).toList());
        } catch (BufferUnderflowException e) {
            throw new FormatException("keyring is cut off", e);
        }
    }

    private static SigningKey signingKey(byte[] value) {
        var in = ByteBuffer.wrap(value);
        return new SigningKey(
                Certificate.parse(take(in, value.length - Ed25519.KEY_LENGTH)), Secret.copyOf(take(in, 32)));
    }

    private static ReaderKey readerKey(byte[] value) {
        var in = ByteBuffer.wrap(value);
        int epoch = in.getInt();
        var publicKeys = new HybridKem.PublicKeys(take(in, HybridKem.X_LENGTH), take(in, HybridKem.M_PUBLIC_LENGTH));
        Optional<HybridKem.PrivateKeys> privateKeys = in.hasRemaining()
                ? Optional.of(new HybridKem.PrivateKeys(
                        Secret.copyOf(take(in, HybridKem.X_LENGTH)),
                        Secret.copyOf(take(in, HybridKem.M_PRIVATE_LENGTH))))
                : Optional.empty();
        return new ReaderKey(epoch, publicKeys, privateKeys);
    }

    private static Domain domain(byte[] value) {
        var in = ByteBuffer.wrap(value);
        return new Domain(in.getInt(), take(in, 16), Secret.copyOf(take(in, 32)));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[Math.max(0, length)];
        in.get(bytes);
        return bytes;
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] join(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return "keyring of " + ownerFingerprint();
    }
}
