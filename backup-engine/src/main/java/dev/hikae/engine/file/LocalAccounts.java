package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.util.OptionalLong;

/** Numbers of this machine's users and groups, asked of its name service. */
public final class LocalAccounts {
    /** Where {@code struct passwd} has the user's, and {@code struct group} the group's number. */
    private static final int ID_OFFSET = 16;

    /** Empty when no account of this name is known. */
    public OptionalLong find(boolean group, String name) {
        try (Scratch s = Scratch.take()) {
            return Libc.accountId(s, group, s.path(name), s.data)
                    ? OptionalLong.of(s.struct.get(JAVA_INT, ID_OFFSET) & 0xffff_ffffL)
                    : OptionalLong.empty();
        } catch (LinuxException e) {
            return OptionalLong.empty();
        }
    }

    /** Whom this process's new files belong to. */
    public long own(boolean group) {
        try (Scratch s = Scratch.take()) {
            return (group ? Libc.getegid(s) : Libc.geteuid(s)) & 0xffff_ffffL;
        }
    }
}
