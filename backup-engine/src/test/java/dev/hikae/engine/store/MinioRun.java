package dev.hikae.engine.store;

import java.nio.file.Path;
import java.util.Map;

/** How a MinIO runs; its data lies in {@code data} of the folder, and in {@code certs} what it shows of itself by TLS, if anything. */
interface MinioRun {
    void start();

    /** Without giving it time for anything. */
    void kill();

    void stop();

    boolean isAlive();

    /** What it printed. */
    String log();

    /**
     * Where and as whom.
     *
     * @param environment what it is told besides
     */
    record Settings(Path folder, int port, String accessKey, String secretKey, Map<String, String> environment) {
        @Override
        public String toString() {
            return "MinIO on port " + port;
        }
    }
}
