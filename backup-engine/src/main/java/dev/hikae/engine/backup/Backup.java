package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.chunk.FastCdc;
import dev.hikae.engine.collection.CollectionError;
import dev.hikae.engine.collection.Collections;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import dev.hikae.engine.file.SourceReader;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.index.SessionIndex;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobWriter;
import dev.hikae.engine.pack.PackBlobReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Manifest;
import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.DirectoryWriter;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one backup, from {@code open} to the commit. */
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
    private static final int PACK_SIZE = 32 << 20;

    private final Parts parts;
    private final BackupRequest request;
    private final RunControl control;
    private final Findings findings;

    /**
     * What a backup works with.
     *
     * @param checkpoints of backups that did not end
     * @param damaged objects of the home region that a scrub found damaged: nothing is deduplicated against them
     * @param threads that compress and seal
     * @param permit what the unlocking of the keyring rested on
     */
    public record Parts(
            Regions regions,
            RepositoryKeys keys,
            History history,
            IndexLoader indexes,
            Checkpoints checkpoints,
            Predicate<NeededObject> damaged,
            SourceReader source,
            InstantSource clock,
            SecureRandom random,
            int threads,
            String permit) {}

    public Backup(Parts parts, BackupRequest request, RunControl control) {
        this.parts = parts;
        this.request = request;
        this.control = control;
        this.findings = new Findings(
                request.acceptUnreadable().stream().map(RawPath::parse).toList());
    }

    /** @throws HikaeException when nothing was committed */
    public BackupResult run() {
        long started = System.nanoTime();
        requireRoots();
        SigningKey signer = parts.keys()
                .keyring()
                .signer(Certificate.Role.WRITER)
                .orElseThrow(() -> new HikaeException(EngineError.KEY_MISSING, "writer"));
        Instant began = parts.clock().instant();
        try (RegionWriter writer = parts.regions().writer()) {
            String session = new Session(parts.regions(), writer, parts.keys(), signer, parts.random())
                    .open(began, Opening.details(request.host(), parts.permit()));
            return Deep.call(() -> new Writing(writer, signer, session, began, started).run());
        }
    }

    private void requireRoots() {
        List<Path> roots =
                request.roots().stream().map(Path::normalize).sorted().toList();
        boolean bad = roots.isEmpty() || roots.stream().anyMatch(r -> !r.isAbsolute());
        for (int i = 0; i < roots.size(); i++) {
            for (int j = i + 1; j < roots.size(); j++) {
                bad |= roots.get(j).startsWith(roots.get(i));
            }
        }
        if (bad) {
            throw new HikaeException(EngineError.ROOTS_INVALID, request.roots());
        }
    }

    /** One session after it was opened. */
    private final class Writing {
        private final RegionWriter writer;
        private final SigningKey signer;
        private final String session;
        private final Instant began;
        private final long started;
        private final List<Committed> history;
        private final List<Forgotten.Entry> forgotten;
        private final Optional<Committed> parent;
        private final Optional<Committed> checkpoint;
        private final BlobIndex known;
        private final SessionIndex index;

        Writing(RegionWriter writer, SigningKey signer, String session, Instant began, long started) {
            this.writer = writer;
            this.signer = signer;
            this.session = session;
            this.began = began;
            this.started = started;
            var home = List.of(writer.home());
            this.history = parts.history().in(parts.regions(), home);
            this.forgotten = parts.regions().forgotten(writer.home()).stream()
                    .flatMap(f -> f.entries().stream())
                    .toList();
            this.parent = parent();
            this.checkpoint = parts.checkpoints().find(request);
            this.known = parts.indexes()
                    .forSession(
                            parts.regions(),
                            Stream.concat(history.stream(), checkpoint.stream())
                                    .map(c -> c.visible().outcome())
                                    .toList());
            Predicate<NeededObject> present = checkpoint.map(this::presentWith).orElseGet(this::soundAtHome);
            this.index = parts.indexes().session(known, present, parts.regions(), writer, parts.random());
        }

        private Predicate<NeededObject> soundAtHome() {
            return presentIn(writer.home()).and(parts.damaged().negate());
        }

        /**
         * What a region has. What the home lost is no dedup target, so that the next backup heals it. A cache may still
         * know an index object that the region lost.
         */
        private Predicate<NeededObject> presentIn(RegionName region) {
            var present = new ObjectTable();
            Store store = parts.regions().store(region);
            store.list(ObjectNames.PACKS, item -> present.put(item.name(), item.size()));
            store.list(ObjectNames.INDEX, item -> present.put(item.name(), item.size()));
            return object -> present.get(object.name()) == object.size();
        }

        /**
         * The same beside a checkpoint. What only a checkpoint lists is copied to no region that lacks it, and a region
         * that lacks something cannot show the snapshot: so it counts only where all regions have it.
         */
        private Predicate<NeededObject> presentWith(Committed unfinished) {
            // Before what is there is listed: what went in between is missing then.
            Predicate<NeededObject> lasting = notDoomed();
            var ofCheckpoint = new ObjectTable();
            unfinished.visible().outcome().objects().forEach(o -> ofCheckpoint.put(o.name(), 0));
            ObjectPool.union(history.stream().map(c -> c.visible().outcome()).toList())
                    .forEach(o -> ofCheckpoint.put(o.name(), 1));
            Predicate<NeededObject> home = soundAtHome();
            Predicate<NeededObject> everywhere = home;
            for (RegionName region : parts.regions().names()) {
                if (!region.equals(writer.home()) && !parts.regions().down().containsKey(region)) {
                    everywhere = everywhere.and(presentIfReached(region));
                }
            }
            Predicate<NeededObject> all = everywhere.and(lasting);
            return object -> (ofCheckpoint.get(object.name()) == 0 ? all : home).test(object);
        }

        /** What a collection may delete although it is there: no outcome that lists it could save it. */
        private Predicate<NeededObject> notDoomed() {
            try {
                Set<String> doomed = Collections.doomed(
                        parts.regions().store(writer.home()),
                        parts.keys().keyring().trust());
                return object -> !doomed.contains(object.name());
            } catch (HikaeException e) {
                if (e.code() != CollectionError.STATEMENT_UNREADABLE) {
                    throw e;
                }
                LOG.warn("the checkpoint is not used: {}", e.getMessage());
                return object -> false;
            }
        }

        /** A region that does not answer is behind after this session anyway. */
        private Predicate<NeededObject> presentIfReached(RegionName region) {
            try {
                return presentIn(region);
            } catch (HikaeException e) {
                LOG.debug("region {} cannot be listed", region, e);
                return object -> true;
            }
        }

        /** The newest snapshot of this plan and host, rather one of the same roots. */
        private Optional<Committed> parent() {
            var alike = history.stream()
                    .filter(c -> c.manifest().host().equals(request.host())
                            && c.manifest().plan().equals(request.plan()))
                    .toList();
            var roots = request.roots().stream()
                    .map(r -> RawPath.of(r.normalize().toString()))
                    .collect(Collectors.toSet());
            return alike.stream()
                    .filter(c -> Set.copyOf(c.manifest().roots()).equals(roots))
                    .reduce((a, b) -> b)
                    .or(() -> alike.stream().reduce((a, b) -> b));
        }

        BackupResult run() {
            var chunker = FastCdc.of(Kdf.gear(parts.keys().chunker()));
            var settings =
                    new BlobWriter.Settings(parts.threads(), PACK_SIZE, chunker.maxSize(), request.compression());
            try (var blobs = new BlobWriter(
                            parts.keys(), parts.random(), writer::upload, index, settings, control.cancellation());
                    var scan = scan()) {
                PageSink pages = blobs::addPage;
                var tally = new Tally(
                        control.progress(), blobs, parent.map(c -> c.manifest().totals()), scan);
                Optional<Committed> read = parent.or(() -> checkpoint);
                var parents = new ParentTree(
                        trees(), index, read.map(c -> c.manifest().capturedAt()).orElse(Instant.EPOCH));
                var roots = new TreeMap<RawPath, Node>();
                var content = new Content(roots, pages, blobs, tally, chunker);
                var walk = new TreeBackup(
                        new FileReading(chunker, blobs, pages),
                        parents,
                        pages,
                        findings,
                        tally,
                        control.cancellation(),
                        began,
                        new Pacing<>(parts.clock(), walking -> checkpoint(content, walking)));
                walkRoots(
                        walk, parents.roots(read.map(c -> BlobId.of(c.manifest().tree()))), roots);
                Stored stored = content.store();
                tally.report(Progress.Phase.COMMITTING);
                return commit(stored);
            }
        }

        /** What is read and stored so far. */
        private final class Content {
            private final Map<RawPath, Node> roots;
            private final PageSink pages;
            private final BlobWriter blobs;
            private final Tally tally;
            private final FastCdc chunker;

            Content(Map<RawPath, Node> roots, PageSink pages, BlobWriter blobs, Tally tally, FastCdc chunker) {
                this.roots = roots;
                this.pages = pages;
                this.blobs = blobs;
                this.tally = tally;
                this.chunker = chunker;
            }

            /** Ends all packs and writes the index of them. */
            Stored store() {
                return store(roots, index::finish);
            }

            private Stored store(Map<RawPath, Node> shown, Supplier<List<NeededObject>> objects) {
                var page = new DirectoryWriter(pages);
                shown.values().forEach(page::add);
                BlobId tree = page.finish();
                blobs.finish();
                return new Stored(List.copyOf(shown.keySet()), tree, objects.get(), tally.totals(), chunker);
            }

            Stored soFar(TreeBackup walk) {
                var shown = new TreeMap<>(roots);
                walk.soFar().ifPresent(root -> shown.put(root.entry().name(), root));
                return store(shown, index::soFar);
            }
        }

        private record Stored(
                List<RawPath> roots,
                BlobId tree,
                List<NeededObject> objects,
                Snapshot.Totals totals,
                FastCdc chunker) {}

        /** So that a backup that is interrupted goes on from here. */
        private void checkpoint(Content content, TreeBackup walk) {
            Stored stored;
            try {
                stored = content.soFar(walk);
            } catch (HikaeException e) {
                if (e.code() != EngineError.SCRATCH_FAILED) {
                    throw e;
                }
                LOG.debug("no room for a checkpoint", e);
                return;
            }
            Manifest manifest = manifest(new Ids(parts.clock(), parts.random()).snapshot(), stored, false);
            String name = session + Checkpoints.NAME;
            parts.checkpoints()
                    .store(
                            request,
                            name,
                            outcome(name, manifest, stored.objects()).sign(signer.seed()));
        }

        private BlobTreeReader trees() {
            var reader = new PackBlobReader(parts.regions(), List.of(), known, parts.keys(), ReadObserver.NONE);
            return new BlobTreeReader(reader::read);
        }

        /** Only where somebody looks and the parent cannot tell about how much there is: it costs a walk of its own. */
        private Prescan scan() {
            boolean known = parent.isPresent() || control.progress() == Progress.NONE;
            return known
                    ? Prescan.none()
                    : Prescan.start(parts.source(), request.roots(), options().unobserved());
        }

        private SourceReader.Options options() {
            return new SourceReader.Options(request.exclude(), request.oneFileSystem(), findings::left);
        }

        private void walkRoots(TreeBackup walk, ParentTree.Cursor old, Map<RawPath, Node> roots) {
            var entries = new TreeMap<RawPath, SourceEntry>();
            for (Path root : request.roots()) {
                SourceEntry entry = parts.source().open(root.normalize(), options());
                entries.put(entry.name(), entry);
            }
            entries.forEach((path, entry) -> {
                try {
                    walk.root(entry, old.find(path), node -> roots.put(path, node));
                } catch (SourceException e) {
                    throw new HikaeException(e, FileError.ROOT_UNREADABLE, path, String.valueOf(e.getMessage()));
                }
            });
            walk.finish();
        }

        private BackupResult commit(Stored stored) {
            if (control.cancellation().requested()) {
                throw new HikaeException(EngineError.CANCELLED);
            }
            SnapshotId id = new Ids(parts.clock(), parts.random()).snapshot();
            Manifest manifest = manifest(id, stored, findings.complete());
            Outcome outcome = outcome(session + "outcome", manifest, stored.objects());
            byte[] object = outcome.sign(signer.seed());
            var published = writer.commit(outcome, object, control.guard());
            parts.checkpoints().remove(request);
            var snapshot = new Snapshot(
                    id,
                    manifest.plan(),
                    manifest.host(),
                    manifest.roots(),
                    began,
                    manifest.committedAt(),
                    manifest.complete(),
                    manifest.totals(),
                    published.heldBy());
            return new BackupResult(
                    snapshot,
                    findings.unreadable(),
                    findings.warnings(),
                    findings.counts(),
                    published.heldBy(),
                    published.behind(),
                    findings.excluded(),
                    Duration.ofNanos(System.nanoTime() - started));
        }

        private Manifest manifest(SnapshotId id, Stored stored, boolean complete) {
            FastCdc chunker = stored.chunker();
            return new Manifest(
                    id,
                    request.plan(),
                    request.host(),
                    stored.roots(),
                    began,
                    parts.clock().instant(),
                    complete,
                    stored.totals(),
                    stored.tree().toBytes(),
                    new Manifest.ChunkerProfile(1, chunker.minSize(), FastCdc.AVERAGE_SIZE, chunker.maxSize()),
                    parent.map(c -> c.manifest().id()),
                    findings.unreadable().stream()
                            .map(f -> new Manifest.Unreadable(
                                    f.path(),
                                    dev.hikae.config.text.Messages.render(f.what(), java.util.Locale.ENGLISH)))
                            .toList(),
                    parts.keys().domainId());
        }

        private Outcome outcome(String name, Manifest manifest, List<NeededObject> objects) {
            byte[] sealed = Box.seal(
                    parts.keys().metadata(),
                    "manifest",
                    parts.keys().repositoryId(),
                    manifest.encode(),
                    parts.random());
            List<Forgotten.Entry> heads = heads();
            long before =
                    heads.stream().mapToLong(Forgotten.Entry::sequence).max().orElse(0);
            return new Outcome(
                    name,
                    parts.keys().repositoryId(),
                    signer.certificate(),
                    before + 1,
                    heads.stream()
                            .map(h -> new Outcome.Previous(h.outcome(), h.sha256()))
                            .toList(),
                    manifest.id(),
                    began,
                    objects,
                    sealed);
        }

        /**
         * This writer's outcomes that no other of its outcomes follows. A forgotten one is among them if it is the last of all:
         * so the line goes on from it.
         */
        private List<Forgotten.Entry> heads() {
            byte[] holder = signer.certificate().holder();
            var mine = history.stream()
                    .map(Committed::visible)
                    .filter(v -> Arrays.equals(v.outcome().writer().holder(), holder))
                    .toList();
            Set<String> followed = mine.stream()
                    .flatMap(v -> v.outcome().previous().stream())
                    .map(Outcome.Previous::name)
                    .collect(Collectors.toSet());
            long last =
                    mine.stream().mapToLong(v -> v.outcome().sequence()).max().orElse(0);
            Stream<Forgotten.Entry> lastForgotten = forgotten.stream()
                    .filter(f -> Arrays.equals(f.holder(), holder) && f.sequence() > last)
                    .max(Comparator.comparingLong(Forgotten.Entry::sequence))
                    .stream();
            return Stream.concat(
                            mine.stream()
                                    .filter(v -> !followed.contains(v.outcome().name()))
                                    .map(v -> Forgotten.Entry.of(v.outcome(), v.sha256())),
                            lastForgotten)
                    .toList();
        }
    }
}
