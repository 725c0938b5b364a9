package dev.hikae.engine.store;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** MinIO as a container, for machines that can neither find nor build the program. */
final class MinioContainer implements MinioRun {
    private static final DockerImageName IMAGE = DockerImageName.parse("minio/minio:RELEASE.2025-09-07T16-13-09Z");
    private static final ExposedPort INSIDE = ExposedPort.tcp(9000);

    private final GenericContainer<?> container;

    @SuppressWarnings("resource") // stop() ends it, and Testcontainers' own watcher where that never comes.
    MinioContainer(Settings settings) {
        this.container = new GenericContainer<>(IMAGE)
                .withCommand("server", "--quiet", "/data")
                .withEnv("MINIO_ROOT_USER", settings.accessKey())
                .withEnv("MINIO_ROOT_PASSWORD", settings.secretKey())
                .withExposedPorts(INSIDE.getPort())
                .withFileSystemBind(data(settings), "/data", BindMode.READ_WRITE)
                .withCreateContainerCmdModifier(create -> {
                    HostConfig host = create.getHostConfig();
                    if (host != null) {
                        host.withPortBindings(
                                new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", settings.port()), INSIDE));
                    }
                });
    }

    static boolean isPossible() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
        stop();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    private static String data(Settings settings) {
        try {
            return Files.createDirectories(settings.folder().resolve("data")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
