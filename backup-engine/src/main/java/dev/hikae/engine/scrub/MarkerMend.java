package dev.hikae.engine.scrub;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.scrub.Healer.Healed;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a region's damaged marker anew: no other region has it, and without it the region is not used. Needs the owner's key, and
 * a statement of this repository in the region that names it, since the marker no longer says whose it is.
 */
final class MarkerMend {
    /** Where a new one is put first, so that a crash between deleting and putting loses nothing. */
    private static final String ASIDE = Healer.temporaryName(ObjectNames.MARKER);

    private static final Healed LEFT = new Healed(State.DAMAGED, Optional.empty(), Optional.empty());

    private final Regions regions;
    private final Keyring keyring;
    private final Instant now;

    MarkerMend(Regions regions, Keyring keyring, Instant now) {
        this.regions = regions;
        this.keyring = keyring;
        this.now = now;
    }

    /** A finding about a marker. */
    record Mended(RegionName region, Text what, Healed healed) {}

    /** The regions that are down for their marker, mended where {@code heal} says so and that is possible. */
    List<Mended> run(List<RegionView> views, boolean heal) {
        List<Mended> mended = new ArrayList<>();
        for (RegionView view : views) {
            regions.withDamagedMarker(view.name())
                    .flatMap(store -> mend(store, view, heal))
                    .ifPresent(mended::add);
        }
        return mended;
    }

    private Optional<Mended> mend(Store store, RegionView view, boolean heal) {
        try {
            Optional<byte[]> aside = store.get(ASIDE).filter(m -> isOf(m, view.name()));
            if (store.size(ObjectNames.MARKER).isEmpty() && aside.isEmpty()) {
                // Never one of ours, or taken away on purpose.
                return Optional.empty();
            }
            Text what = view.damage(ObjectNames.MARKER, "is no marker");
            return Optional.of(new Mended(view.name(), what, heal ? mend(store, view.name(), aside) : LEFT));
        } catch (HikaeException e) {
            if (e.code().failure() == Failure.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Healed mend(Store store, RegionName region, Optional<byte[]> aside) {
        try {
            Optional<Secret> owner = keyring.ownerSeed();
            if (aside.isEmpty() && (owner.isEmpty() || !isNamed(store, region))) {
                return Healed.of(State.DAMAGED, Text.of(EngineError.BUNDLE, "scrub.marker-unknown"));
            }
            byte[] marker = aside.orElseGet(() -> made(region, owner.orElseThrow()));
            if (aside.isEmpty()) {
                // One that is there is right, and may be the only one.
                store.delete(ASIDE);
                store.putIfAbsent(ASIDE, ByteBuffer.wrap(marker));
            }
            store.delete(ObjectNames.MARKER);
            store.putIfAbsent(ObjectNames.MARKER, ByteBuffer.wrap(marker));
            if (store.get(ObjectNames.MARKER)
                    .filter(m -> Arrays.equals(m, marker))
                    .isEmpty()) {
                return Healed.of(State.DAMAGED, Text.of(EngineError.BUNDLE, "scrub.bad-again"));
            }
            store.delete(ASIDE);
            return Healed.of(State.HEALED, Text.of(EngineError.BUNDLE, "scrub.marker-made"));
        } catch (HikaeException e) {
            if (e.code().failure() == Failure.CANCELLED) {
                throw e;
            }
            return Healed.of(
                    State.DAMAGED, Text.of(EngineError.BUNDLE, "scrub.not-replaced", String.valueOf(e.getMessage())));
        }
    }

    private byte[] made(RegionName region, Secret owner) {
        return new Marker(keyring.repositoryId(), region, keyring.ownerPublicKey(), 0, writeFeatures(), now)
                .sign(owner);
    }

    private boolean isOf(byte[] marker, RegionName region) {
        try {
            Marker read = Marker.parse(marker);
            return read.region().equals(region)
                    && Arrays.equals(read.repositoryId(), keyring.repositoryId())
                    && Arrays.equals(read.ownerPublicKey(), keyring.ownerPublicKey());
        } catch (FormatException e) {
            return false;
        }
    }

    /** Whether a statement that a maintainer signed lies in the region and names it. */
    private boolean isNamed(Store store, RegionName region) {
        List<String> names = new ArrayList<>();
        store.list(ObjectNames.HOME, item -> names.add(item.name()));
        return names.stream().anyMatch(name -> store.get(name)
                .filter(object -> names(name, object, region))
                .isPresent());
    }

    private boolean names(String name, byte[] object, RegionName region) {
        try {
            return HomeStatement.parse(name, object, keyring.trust()).regions().contains(region);
        } catch (FormatException e) {
            return false;
        }
    }

    /** As another region's marker says. */
    private long writeFeatures() {
        for (RegionName other : regions.names()) {
            try {
                Optional<byte[]> marker = regions.store(other).get(ObjectNames.MARKER);
                if (marker.isPresent()) {
                    return Marker.parse(marker.get()).writeFeatures();
                }
            } catch (HikaeException | FormatException e) {
                // Another one may say it.
            }
        }
        return 0;
    }
}
