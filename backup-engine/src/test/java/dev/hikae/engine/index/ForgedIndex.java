package dev.hikae.engine.index;

import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FooterReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.MemoryStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** An index object that says of packs what its maker likes: the domain's keys are enough for that. */
public record ForgedIndex(NeededObject needed, byte[] object) {
    /** What a pack really holds. */
    public static FinishedPack truth(NeededObject pack, byte[] content, RepositoryKeys keys) {
        MemoryStore store = new MemoryStore("forger");
        store.putIfAbsent(pack.name(), ByteBuffer.wrap(content));
        return new FooterReader(new OneStore(store), List.of(), keys, ReadObserver.NONE)
                .read(pack.name(), pack.size(), pack.crc32c(), pack.digest());
    }

    public static ForgedIndex of(List<FinishedPack> packs, RepositoryKeys keys, Path cache) {
        MemoryStore store = new MemoryStore("forger");
        NeededObject made = new IndexRig(store, cache, keys).put(packs);
        return new ForgedIndex(made, store.get(made.name()).orElseThrow());
    }
}
