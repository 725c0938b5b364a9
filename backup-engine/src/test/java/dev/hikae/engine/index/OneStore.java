package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.region.Authority;
import dev.hikae.engine.region.Membership;
import dev.hikae.engine.region.RangeStream;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One region over a store; counts what is read. Only what the index needs of regions. */
final class OneStore implements Regions, RegionWriter {
    static final RegionName NAME = new RegionName("tokyo");

    private final Store store;
    long bytesRead;
    int reads;

    OneStore(Store store) {
        this.store = store;
    }

    @Override
    public RegionName home() {
        return NAME;
    }

    @Override
    public List<RegionName> names() {
        return List.of(NAME);
    }

    @Override
    public Store store(RegionName region) {
        return store;
    }

    @Override
    public synchronized <T> T read(
            String name, long offset, long length, List<RegionName> order, ReadObserver observer, Decoder<T> decoder) {
        try (InputStream in = store.read(name, offset, length)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, NAME))) {
            byte[] bytes = in.readNBytes((int) length);
            bytesRead += bytes.length;
            reads++;
            return decoder.decode(ByteBuffer.wrap(bytes));
        } catch (FormatException e) {
            throw new HikaeException(e, EngineError.DAMAGED, name, NAME, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RangeStream stream(String name, long offset, long length, List<RegionName> order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Store.Upload upload(String name) {
        return store.upload(name);
    }

    @Override
    public void put(String name, ByteBuffer content) {
        if (!store.putIfAbsent(name, content)) {
            throw new IllegalStateException(name + " exists");
        }
    }

    @Override
    public Optional<Store> withDamagedMarker(RegionName region) {
        return Optional.empty();
    }

    @Override
    public RegionWriter writer() {
        return this;
    }

    @Override
    public int epoch() {
        return 0;
    }

    @Override
    public int quorum() {
        return 1;
    }

    @Override
    public Map<RegionName, Text> down() {
        return Map.of();
    }

    @Override
    public void withdraw() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<RegionName> leftOut(int since) {
        return Set.of();
    }

    @Override
    public List<RegionName> stated() {
        return List.of(NAME);
    }

    @Override
    public Regions settled() {
        return this;
    }

    @Override
    public List<Forgotten> forgotten(RegionName region) {
        return List.of();
    }

    @Override
    public boolean homeMoved() {
        return false;
    }

    @Override
    public boolean open(String name, ByteBuffer content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Published commit(Outcome outcome, byte[] object, CommitGuard guard) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Published commit(Replacement replacement, byte[] object, CommitGuard guard) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Replacement> replacements(RegionName region) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<VisibleOutcome> outcomes(List<RegionName> order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Membership membership(Authority authority) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RegionOverview overview(boolean far) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RegionStatus> status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copy(RegionName region, Path folder, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Regions without(Set<RegionName> regions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Regions withScratchCopy(RegionName region, Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
