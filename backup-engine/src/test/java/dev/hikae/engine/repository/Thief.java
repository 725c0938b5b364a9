package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.KEY;
import static dev.hikae.engine.repository.TestRepository.PERMIT;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.Domain;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.ReaderKey;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Manifest;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Has what a backup host has: a writer's keyring, and a place to put objects. No maintainer's, reader's or owner's key. */
final class Thief {
    private final TestRepository test;
    private final List<RegionName> regions;
    private final SecureRandom random = new SecureRandom();
    final Credential credential;
    final Keyring keyring;
    final SigningKey writer;

    Thief(TestRepository test, List<RegionName> regions, Credential credential, Keyring keyring) throws IOException {
        this.test = test;
        this.regions = List.copyOf(regions);
        this.credential = credential;
        this.keyring = keyring;
        this.writer = keyring.signer(Certificate.Role.WRITER).orElseThrow();
        plant(ObjectNames.keySlot(bytes(16)), KeySlot.seal(keyring, credential, random));
    }

    /** The keyring of the host whose backups the owner's keyring can make, too. */
    static Thief ofTheFirstWriter(TestRepository test, List<RegionName> regions) throws IOException {
        Keyring owner = test.keyring(regions.getFirst());
        return new Thief(test, regions, key(1), writing(owner, owner.signer(Certificate.Role.WRITER), owner.domains()));
    }

    /** A host of another dedup domain, certified by the owner. */
    static Thief ofAnotherWriter(TestRepository test, List<RegionName> regions) throws IOException {
        Keyring owner = test.keyring(regions.getFirst());
        var random = new SecureRandom();
        var pair = Ed25519.generate(random);
        byte[] holder = random.generateSeed(16);
        var certificate = Certificate.issue(
                owner.repositoryId(),
                Certificate.Role.WRITER,
                1,
                holder,
                pair.publicKey(),
                owner.ownerSeed().orElseThrow());
        var domain = new Domain(1, random.generateSeed(16), Secret.copyOf(random.generateSeed(32)));
        return new Thief(
                test,
                regions,
                key(2),
                writing(owner, Optional.of(new SigningKey(certificate, pair.seed())), List.of(domain)));
    }

    private static Credential key(int number) {
        byte[] secret = new byte[32];
        secret[0] = (byte) number;
        return new Credential.KeyFile(Secret.copyOf(secret));
    }

    private static Keyring writing(Keyring owner, Optional<SigningKey> writer, List<Domain> domains) {
        return new Keyring(
                owner.repositoryId(),
                owner.ownerPublicKey(),
                Optional.empty(),
                List.of(writer.orElseThrow()),
                owner.readerKeys().stream()
                        .map(k -> new ReaderKey(k.epoch(), k.publicKeys(), Optional.empty()))
                        .toList(),
                domains);
    }

    /** As the program of the host opens it. */
    Repository open() {
        return test.repositories.open(test.config(regions.toArray(RegionName[]::new)), credential, PERMIT);
    }

    Repository openAsOwner() {
        return test.repositories.open(test.config(regions.toArray(RegionName[]::new)), KEY, PERMIT);
    }

    RepositoryKeys keys() {
        return new RepositoryKeys(keyring);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    SnapshotId freshId(Instant at) {
        return new Ids(() -> at, random).snapshot();
    }

    static NeededObject needed(String name, byte[] content) {
        return new NeededObject(
                name,
                content.length,
                Digests.crc32c(ByteBuffer.wrap(content)),
                new ObjectDigest(ObjectDigest.Form.BYTES, Digests.sha256(content)));
    }

    /** What a manifest says is the writer's choice. */
    Manifest manifest(Snapshot like, SnapshotId id, byte[] tree, Instant at) {
        return new Manifest(
                id,
                like.plan(),
                like.host(),
                like.roots().stream().map(r -> RawPath.ofBytes(r.toBytes())).toList(),
                at,
                at,
                true,
                like.totals(),
                tree,
                new Manifest.ChunkerProfile(1, 1, 2, 3),
                Optional.empty(),
                List.of(),
                keyring.domain().id());
    }

    /** Commits a snapshot of his own making in every region, past every rule that the program keeps. */
    String commit(Manifest manifest, List<NeededObject> objects) throws IOException {
        byte[] sealed = Box.seal(keys().metadata(), "manifest", keyring.repositoryId(), manifest.encode(), random);
        return commit(manifest.id(), manifest.capturedAt(), objects, sealed);
    }

    String commit(SnapshotId id, Instant at, List<NeededObject> objects, byte[] sealed) throws IOException {
        String name = ObjectNames.outcome(ObjectNames.session(0, 0, bytes(16)));
        plant(
                name,
                new Outcome(
                                name,
                                keyring.repositoryId(),
                                writer.certificate(),
                                1_000,
                                List.of(),
                                id,
                                at,
                                objects,
                                sealed)
                        .sign(writer.seed()));
        return name;
    }

    /** Puts an object into every region, over whatever is there. */
    void plant(String name, byte[] object) throws IOException {
        for (RegionName region : regions) {
            plant(region, name, object);
        }
    }

    void plant(RegionName region, String name, byte[] object) throws IOException {
        Path file = test.region(region).resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, object);
    }
}
