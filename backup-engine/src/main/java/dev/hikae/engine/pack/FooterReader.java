package dev.hikae.engine.pack;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import java.util.HexFormat;
import java.util.List;

/** Reads what a pack holds from its own footer, for when the index object that says so is lost. */
public final class FooterReader {
    private final Regions regions;
    private final List<RegionName> order;
    private final RepositoryKeys keys;
    private final ReadObserver observer;

    public FooterReader(Regions regions, List<RegionName> order, RepositoryKeys keys, ReadObserver observer) {
        this.regions = regions;
        this.order = List.copyOf(order);
        this.keys = keys;
        this.observer = observer;
    }

    /** Trailer, header and footer: three short reads. Size and checksums are the outcome's. */
    public FinishedPack read(String name, long size, int crc32c, ObjectDigest digest) {
        var trailer = regions.read(
                name, size - PackFooter.TRAILER, PackFooter.TRAILER, order, observer, bytes -> PackFooter.trailer(bytes)
                        .requireInside(size));
        PackHeader header = regions.read(name, 0, trailer.headerLength(), order, observer, PackHeader::parse);
        var frames = regions.read(name, trailer.footerOffset(), trailer.footerLength(), order, observer, bytes -> {
            byte[] sealed = new byte[bytes.remaining()];
            bytes.get(sealed);
            try {
                return PackFooter.open(trailer, header.group(0), sealed, keys);
            } catch (NotAuthenticException e) {
                throw new FormatException("has a footer that does not open: " + e.getMessage(), e);
            }
        });
        String hex = name.substring(name.lastIndexOf('/') + 1);
        byte[] id = HexFormat.of().parseHex(hex);
        if (!ObjectNames.pack(id).equals(name)) {
            throw new FormatException("has a name that is no pack's: " + name);
        }
        return new FinishedPack(new PackInfo(id, header.kind(), size, crc32c, digest), frames);
    }
}
