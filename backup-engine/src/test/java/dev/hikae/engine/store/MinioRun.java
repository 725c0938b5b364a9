package dev.hikae.engine.store;

import java.nio.file.Path;

/** How a MinIO runs; its data lies in {@code data} of the folder. */
interface MinioRun {
    void start();

    /** Without giving it time for anything. */
    void kill();

    void stop();

    boolean isAlive();

    /** What it printed. */
    String log();

    /** Where and as whom. */
    record Settings(Path folder, int port, String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "MinIO on port " + port;
        }
    }
}
