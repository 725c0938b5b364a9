package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An object store: immutable objects under names, the contract that every region stands on.
 *
 * <p>Promised: an object appears whole or not at all; {@link #putIfAbsent} of one name succeeds for exactly
 * one of any number of racing callers, in any process; after a put returned, get and list see the object,
 * after a crash too. Nothing is ever overwritten or renamed by this contract.
 *
 * <p>Names are 1 to 512 characters of {@code a-z 0-9 . - /}, no empty, {@code .} or {@code ..} component, none
 * longer than 200 characters. No name is also the folder of another ({@code a} beside {@code a/b}).
 *
 * <p>Failures are {@link StoreException}s; they say themselves whether trying again can help. All methods may
 * be called by several threads at once and twice.
 */
public interface Store extends AutoCloseable {
    /** For people: {@code folder:/backup/tokyo}, {@code s3:https://host/bucket/prefix}. Never holds a credential. */
    String describe();

    /** The largest object of {@link #putIfAbsent} and {@link #get}: 16 MiB, unless its name says that it may be larger. */
    int SMALL = 16 << 20;

    /** The same of what lists all that a snapshot needs ({@code …/outcome}), and stands in for it for a moment ({@code healing/…}): 128 MiB. */
    int LARGEST_LIST = 128 << 20;

    /** How large an object of this name may be to be put and got at once. */
    static int largest(String name) {
        return name.endsWith("/outcome") || name.startsWith("healing/") ? LARGEST_LIST : SMALL;
    }

    /**
     * Creates a small object (see {@link #largest}); false when the name exists already, and then nothing changed.
     * Leaves the buffer's position alone.
     */
    boolean putIfAbsent(String name, ByteBuffer content);

    /**
     * A copy of what another region holds: puts it, or finds the very same there. False when something else has the name. What
     * somebody deletes between the refused put and the look at it is put again: it was not something else.
     */
    default boolean putCopy(String name, byte[] object) {
        for (int i = 0; i < 5; i++) {
            if (putIfAbsent(name, ByteBuffer.wrap(object))) {
                return true;
            }
            Optional<byte[]> there = get(name);
            if (there.isPresent()) {
                return Arrays.equals(there.get(), object);
            }
        }
        return false;
    }

    /**
     * Begins a large object under a name that nobody else uses. It becomes visible at {@link Upload#commit}.
     * A crash or {@link Upload#close} before that leaves nothing visible.
     */
    Upload upload(String name);

    /** The whole object; empty when it does not exist. For small objects (see {@link #largest}), else refused. */
    Optional<byte[]> get(String name);

    /** Bytes {@code [offset, offset + length)}; shorter at the object's end; empty when it does not exist. The caller closes it. */
    Optional<InputStream> read(String name, long offset, long length);

    /** Size in bytes; empty when it does not exist. */
    Optional<Long> size(String name);

    /**
     * CRC-32C of the whole object as the store itself keeps it beside the object; empty when it keeps none, or there is no
     * such object. Reads no content, and so is no more than the store's word.
     */
    Optional<Integer> crc32c(String name);

    /** Calls back for every object whose name begins with the prefix, in unsigned byte order of names; passes over what no object of ours can be called. Streams. */
    void list(String prefix, Consumer<Item> each);

    /** Deletes; true when it existed. Only collectors and clean-up call this. */
    boolean delete(String name);

    /** What locks its objects, where they are locked; empty of folders and memory, which cannot, and of what nobody asked to. */
    default Optional<Locking> locking() {
        return Optional.empty();
    }

    @Override
    void close();

    /** One listed object. */
    record Item(String name, long size) {}

    /** An object being written in sequence by one thread. */
    interface Upload extends AutoCloseable {
        /** Consumes the buffer. After a temporary failure the same call with what remains of it goes on from there. */
        void write(ByteBuffer part);

        /**
         * As {@link #write}, of bytes that stay as they are until the store says that it has done with them: so it need not copy
         * what it sends later. Consumes the buffer. A failed call has taken nothing, and says nothing.
         *
         * @param done called once, by any thread; if the upload is given up, perhaps never
         */
        default void lend(ByteBuffer part, Runnable done) {
            write(part);
            done.run();
        }

        /**
         * Makes the object visible and durable; refuses when the name exists. Nothing may be written after it.
         * It may be called again, after a temporary failure or because its return got lost.
         */
        void commit();

        /** The same, by one who knows the CRC-32C of all that was written: a store that is given one to compare need not compute it. */
        default void commit(int crc32c) {
            commit();
        }

        /** Gives up whatever is not committed. */
        @Override
        void close();
    }
}
