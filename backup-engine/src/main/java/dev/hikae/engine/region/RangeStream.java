package dev.hikae.engine.region;

import dev.hikae.config.id.RegionName;
import java.io.IOException;
import java.io.InputStream;

/**
 * A range of one object in one region, read forward in stretches. Nothing is checked here: who finds a stretch missing
 * or wrong reads it again with {@link Regions#read}, which tries every region. For one thread.
 */
public final class RangeStream implements AutoCloseable {
    /** Gives nothing. */
    public static final RangeStream NOTHING =
            new RangeStream(new RegionName("nowhere"), InputStream.nullInputStream(), 0);

    private final RegionName region;
    private final InputStream in;
    private long position;
    private boolean broken;

    RangeStream(RegionName region, InputStream in, long offset) {
        this.region = region;
        this.in = in;
        this.position = offset;
    }

    public RegionName region() {
        return region;
    }

    /** Reads the object's bytes {@code [offset, offset + length)}; false when they do not come. Offsets only grow. */
    public boolean read(long offset, int length, byte[] into) {
        try {
            if (!broken && offset >= position) {
                in.skipNBytes(offset - position);
                broken = in.readNBytes(into, 0, length) < length;
                position = offset + length;
                return !broken;
            }
        } catch (IOException | RuntimeException e) {
            // The stretch is read again from every region, which reports what is wrong.
            broken = true;
        }
        return false;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            broken = true;
        }
    }
}
