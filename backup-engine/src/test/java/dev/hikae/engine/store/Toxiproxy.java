package dev.hikae.engine.store;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Toxiproxy, the program that {@code bin/toxiproxy} finds or builds; it never outlives the tests. */
public final class Toxiproxy implements AutoCloseable {
    private final Process process;
    private final ToxiproxyClient client;
    private final AtomicInteger proxies = new AtomicInteger();

    private Toxiproxy(Process process, ToxiproxyClient client) {
        this.process = process;
        this.client = client;
    }

    /** Starts one; empty (and says so) where none can be had. */
    public static Optional<Toxiproxy> start(Path folder) {
        Optional<Path> program = BuiltProgram.TOXIPROXY.find();
        if (program.isEmpty()) {
            Skipped.because("tests of network faults", "bin/toxiproxy neither found nor built one");
        }
        return program.map(p -> started(p, folder));
    }

    private static Toxiproxy started(Path program, Path folder) {
        int port = MinioServer.freePort();
        try {
            Process process = new ProcessBuilder(List.of(
                            "/bin/sh",
                            "-c",
                            MinioProcess.SHELL,
                            "toxiproxy",
                            program.toString(),
                            "-host",
                            "127.0.0.1",
                            "-port",
                            Integer.toString(port)))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("toxiproxy.log").toFile())
                    .start();
            var proxy = new Toxiproxy(process, new ToxiproxyClient("127.0.0.1", port));
            proxy.awaitAnswer();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A way to a server that faults can be put on. */
    public Way to(MinioServer server) {
        try {
            Proxy proxy = client.createProxy(
                    "minio-" + proxies.incrementAndGet(),
                    "127.0.0.1:" + MinioServer.freePort(),
                    "127.0.0.1:" + server.endpoint().getPort());
            return new Way(proxy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        for (int attempt = 0; attempt < 200 && process.isAlive(); attempt++) {
            try {
                client.version();
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        close();
        throw new IllegalStateException("Toxiproxy does not answer");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The way to one server, and what is wrong with it. */
    public static final class Way {
        private final Proxy proxy;

        private Way(Proxy proxy) {
            this.proxy = proxy;
        }

        public URI address() {
            return URI.create("http://" + proxy.getListen());
        }

        /** What the toxics of the proxy's client may throw. */
        @FunctionalInterface
        public interface Change {
            void on(Proxy proxy) throws IOException;
        }

        /** Puts a fault on the way, at once also for what goes over it already. */
        public void put(Change change) {
            try {
                change.on(proxy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Nothing is wrong any more. */
        public void clear() {
            put(p -> {
                for (var toxic : p.toxics().getAll()) {
                    toxic.remove();
                }
                p.enable();
            });
        }
    }
}
