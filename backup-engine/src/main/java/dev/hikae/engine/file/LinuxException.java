package dev.hikae.engine.file;

import java.io.IOException;

/** A system call failed; {@link #errno()} tells how. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    LinuxException(String call, int errno) {
        super(call + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    /** The number Linux gave, as in {@link Errno}. */
    int errno() {
        return errno;
    }

    /** The error as people know it: {@code ENOSPC (no space left on device)}. */
    public String reason() {
        return Errno.describe(errno);
    }

    /** Nothing is there (any more), or something else took its place. */
    public boolean vanished() {
        return errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ELOOP || errno == Errno.ESTALE;
    }

    /** What has this name is not to be touched. */
    public static LinuxException exists() {
        return new LinuxException("openat", Errno.EEXIST);
    }

    /** Something has this name. */
    public boolean isThere() {
        return errno == Errno.EEXIST;
    }

    /** The file system or the quota is full. */
    public boolean full() {
        return errno == Errno.ENOSPC || errno == Errno.EDQUOT;
    }

    /** The caller's rights do not suffice. */
    public boolean denied() {
        return errno == Errno.EPERM || errno == Errno.EACCES;
    }

    /** The file system does not know the thing asked of it. */
    public boolean unsupported() {
        return errno == Errno.EOPNOTSUPP || errno == Errno.ENOTTY || errno == Errno.ENOSYS || errno == Errno.EINVAL;
    }
}
