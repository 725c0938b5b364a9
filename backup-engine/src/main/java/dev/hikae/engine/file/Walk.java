package dev.hikae.engine.file;

/** What holds for a whole walk. */
record Walk(Excludes excludes, boolean oneFileSystem, long device, Accounts accounts) {
    boolean stopsAt(Inode inode) {
        return oneFileSystem && inode.device() != device;
    }
}
