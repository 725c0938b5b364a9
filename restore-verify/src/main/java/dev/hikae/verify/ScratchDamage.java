package dev.hikae.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Damages a scratch copy of a region: one bit in the first frame of data packs (docs/FORMAT.md, section 5).
 *
 * <p>Metadata packs are left alone, so that what is found is damage of content.
 */
final class ScratchDamage {
    private static final int MOST_PACKS = 64;
    private static final int TRAILER = 64;
    private static final int TRAILER_HEADER_LENGTH = 44;
    private static final int SURELY_SEALED = 16;
    private static final byte DATA = 1;

    private final Path scratch;
    private final String seed;

    ScratchDamage(Path scratch, String seed) {
        this.scratch = scratch;
        this.seed = seed;
    }

    /** Where one byte was changed. */
    record Place(String pack, long offset) {}

    /** Damages up to 64 data packs, which ones and where following from the seed. */
    List<NegativeControlResult.Flip> inflict() {
        try {
            var flips = new ArrayList<NegativeControlResult.Flip>();
            for (Place place : places()) {
                flips.add(flip(place));
            }
            if (flips.isEmpty()) {
                throw new HikaeException(VerifyError.NOTHING_TO_DAMAGE, scratch);
            }
            return flips;
        } catch (IOException e) {
            throw new HikaeException(e, VerifyError.SCRATCH_NOT_WRITABLE, scratch, e);
        }
    }

    private List<Place> places() throws IOException {
        Path packs = scratch.resolve("packs");
        if (!Files.isDirectory(packs, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        var found = new ArrayList<Place>();
        try (var files = Files.walk(packs)) {
            List<Path> regular = files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            for (Path file : regular) {
                place(file).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(p -> hash("pack:" + p.pack())));
        return found.subList(0, Math.min(MOST_PACKS, found.size()));
    }

    /** In the first frame of a data pack; empty for any other file. */
    private Optional<Place> place(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < TRAILER + SURELY_SEALED) {
                return Optional.empty();
            }
            ByteBuffer head = read(channel, 0, 9);
            ByteBuffer trailer = read(channel, channel.size() - TRAILER, TRAILER);
            byte[] magic = new byte[8];
            head.get(magic);
            if (!"HIKAE1PK".equals(new String(magic, StandardCharsets.US_ASCII)) || head.get() != DATA) {
                return Optional.empty();
            }
            String name = scratch.relativize(file).toString();
            long header = Integer.toUnsignedLong(trailer.getInt(TRAILER_HEADER_LENGTH));
            int into = Draw.of("offset:" + name, seed, SURELY_SEALED).index();
            return header + into < channel.size() - TRAILER
                    ? Optional.of(new Place(name, header + into))
                    : Optional.empty();
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            continue;
        }
        return buffer.flip();
    }

    private NegativeControlResult.Flip flip(Place place) throws IOException {
        Path file = scratch.resolve(place.pack());
        // A copy that shares its bytes with the region by a hard link is no copy.
        if (!Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS))) {
            throw new HikaeException(VerifyError.SCRATCH_IS_REGION, file);
        }
        file.toFile().setWritable(true);
        int bit = Draw.of("bit:" + place.pack(), seed, 8).index();
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            byte before = read(channel, place.offset(), 1).get();
            byte after = (byte) (before ^ (1 << bit));
            channel.write(ByteBuffer.wrap(new byte[] {after}), place.offset());
            return new NegativeControlResult.Flip(place.pack(), place.offset(), before & 0xff, after & 0xff);
        }
    }

    private String hash(String label) {
        return Sha256.hex((label + ":" + seed).getBytes(StandardCharsets.UTF_8));
    }
}
