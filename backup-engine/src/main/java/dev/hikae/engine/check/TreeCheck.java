package dev.hikae.engine.check;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CheckReport.Finding;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.PackBlobReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.tree.BlobTreeReader;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Follows the trees of all snapshots of one region, with what that region alone holds. */
public final class TreeCheck {
    private static final int MOST_FINDINGS = 1000;

    private final RegionName region;
    private final Regions regions;
    private final RepositoryKeys keys;
    private final IndexLoader indexes;
    private final Consumer<Finding> findings;
    private final Consumer<RawPath> each;
    private final ReadObserver observer;
    private long found;

    /**
     * For one region.
     *
     * @param each hears the path of every page that is read
     * @param observer hears what reading costs
     */
    public TreeCheck(
            RegionName region,
            Regions regions,
            RepositoryKeys keys,
            IndexLoader indexes,
            Consumer<Finding> findings,
            Consumer<RawPath> each,
            ReadObserver observer) {
        this.region = region;
        this.regions = regions;
        this.keys = keys;
        this.indexes = indexes;
        this.findings = findings;
        this.each = each;
        this.observer = observer;
    }

    /**
     * Looks at the trees of all these snapshots.
     *
     * @param doubtful packs of which something wrong was said: what lists one may lack what another one that shows the same page has
     */
    public void run(List<Outcome> outcomes, Predicate<String> doubtful) {
        BlobIndex index =
                indexes.load(regions, List.of(region), outcomes, observer, IndexLoader.Unreadable.REBUILD_WRONG);
        Set<String> loaded = index.objects().stream().map(NeededObject::name).collect(Collectors.toSet());
        var whole = new PageMemory();
        Deep.call(() -> {
            for (Outcome outcome : outcomes) {
                if (hasIndex(outcome, loaded)) {
                    boolean alone = outcome.objects().stream().anyMatch(o -> doubtful.test(o.name()));
                    follow(outcome, new ListedBlobs(index, outcome), alone ? new PageMemory() : whole);
                }
            }
            return true;
        });
        if (found > MOST_FINDINGS) {
            Text more = Text.of(EngineError.BUNDLE, "check.and-more", found - MOST_FINDINGS);
            findings.accept(new Finding(region, ObjectNames.SESSIONS, more, List.of()));
        }
    }

    /** Without a part of the look-up every blob in it would count as missing: that part alone is told. */
    private boolean hasIndex(Outcome outcome, Set<String> loaded) {
        boolean has = true;
        for (NeededObject object : outcome.objects()) {
            if (object.name().startsWith(ObjectNames.INDEX) && !loaded.contains(object.name())) {
                Text what = Text.of(EngineError.BUNDLE, "check.index-unreadable", outcome.snapshot());
                add(new Finding(region, object.name(), what, List.of(outcome.snapshot())));
                has = false;
            }
        }
        return has;
    }

    private void follow(Outcome outcome, ListedBlobs listed, PageMemory whole) {
        BlobId root;
        try {
            root = BlobId.of(History.manifest(outcome, keys).tree());
        } catch (FormatException | NotAuthenticException e) {
            var damaged =
                    new HikaeException(EngineError.DAMAGED, outcome.name(), region, String.valueOf(e.getMessage()));
            add(new Finding(region, outcome.name(), damaged.text(), List.of(outcome.snapshot())));
            return;
        }
        var blobs = new PackBlobReader(regions, List.of(region), listed, keys, observer);
        var trees = new BlobTreeReader(blobs::read);
        new TreeWalk(listed, trees, whole, each, (path, key, detail) -> fault(outcome, path, key, detail)).follow(root);
    }

    private void fault(Outcome outcome, RawPath path, String key, String detail) {
        Text what = Text.of(EngineError.BUNDLE, key, outcome.snapshot(), path.isEmpty() ? "/" : path, detail);
        add(new Finding(region, outcome.name(), what, List.of(outcome.snapshot())));
    }

    private void add(Finding finding) {
        if (++found <= MOST_FINDINGS) {
            findings.accept(finding);
        }
    }
}
