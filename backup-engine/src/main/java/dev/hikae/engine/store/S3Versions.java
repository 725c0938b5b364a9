package dev.hikae.engine.store;

import dev.hikae.engine.store.Locking.Version;
import dev.hikae.engine.store.Locking.Versions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** The versions of a bucket's objects. */
final class S3Versions {
    /** A restore comes back to the same few packs again and again. */
    private static final int REMEMBERED = 4096;

    private final S3Store store;
    private final int page;
    private final Map<String, Version> oldest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Version> eldest) {
            return size() > REMEMBERED;
        }
    };

    S3Versions(S3Store store, int page) {
        this.store = store;
        this.page = page;
    }

    /** By name; passes over what no object of ours can be called. */
    void list(String prefix, Consumer<Versions> each) {
        Names.checkPrefix(prefix);
        var open = new TreeMap<String, Gathered>();
        for (Iterator<ListObjectVersionsResponse> pages = pages(store.keyPrefix() + prefix);
                store.failures().attempt(pages::hasNext); ) {
            gather(store.failures().attempt(pages::next), open);
            // What else there is of the last name may be on the next page.
            while (open.size() > 1) {
                give(open, each);
            }
        }
        while (!open.isEmpty()) {
            give(open, each);
        }
    }

    private static void give(TreeMap<String, Gathered> open, Consumer<Versions> each) {
        var first = open.pollFirstEntry();
        if (Names.isName(first.getKey())) {
            each.accept(first.getValue().versions(first.getKey()));
        }
    }

    Optional<Versions> of(String name) {
        var open = new TreeMap<String, Gathered>();
        for (Iterator<ListObjectVersionsResponse> pages = pages(store.key(name));
                store.failures().attempt(pages::hasNext); ) {
            gather(store.failures().attempt(pages::next), open);
            if (open.size() > 1) {
                break;
            }
        }
        return Optional.ofNullable(open.get(name)).map(g -> g.versions(name));
    }

    /** The version that counts; remembered, because it stays the same for as long as it is there. */
    Optional<Version> oldest(String name) {
        synchronized (oldest) {
            Version known = oldest.get(name);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Version> found = of(name).flatMap(Versions::oldest);
        found.ifPresent(v -> {
            synchronized (oldest) {
                oldest.put(name, v);
            }
        });
        return found;
    }

    void forget(String name) {
        synchronized (oldest) {
            oldest.remove(name);
        }
    }

    private Iterator<ListObjectVersionsResponse> pages(String keys) {
        return store.client()
                .listObjectVersionsPaginator(
                        r -> r.bucket(store.bucket()).prefix(keys).maxKeys(page))
                .iterator();
    }

    private void gather(ListObjectVersionsResponse answer, TreeMap<String, Gathered> open) {
        for (ObjectVersion v : answer.versions()) {
            String name = name(v.key());
            open.computeIfAbsent(name, n -> new Gathered())
                    .all
                    .add(new Version(name, v.versionId(), v.size(), v.lastModified()));
        }
        for (DeleteMarkerEntry m : answer.deleteMarkers()) {
            String name = name(m.key());
            Gathered gathered = open.computeIfAbsent(name, n -> new Gathered());
            gathered.markers.add(new Version(name, m.versionId(), 0, m.lastModified()));
            gathered.hidden |= Boolean.TRUE.equals(m.isLatest());
        }
    }

    private String name(String key) {
        return key.substring(store.keyPrefix().length());
    }

    /** What pages have shown of one name; stores tell the newest version first. */
    private static final class Gathered {
        private final List<Version> all = new ArrayList<>();
        private final List<Version> markers = new ArrayList<>();
        private boolean hidden;

        Versions versions(String name) {
            return new Versions(name, all.reversed(), markers, hidden);
        }
    }
}
