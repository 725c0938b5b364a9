package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests one MinIO that all of a run share; where none can be had they are reported as skipped. */
public final class WithMinio implements ExecutionCondition, ParameterResolver {
    /** The bucket that {@link #freshLocation} uses. */
    public static final String BUCKET = "hikae-tests";

    /** An empty place in the shared server. */
    public static Location.S3 freshLocation(MinioServer minio) {
        return freshLocation(minio, Location.ChecksumMode.WHEN_REQUIRED);
    }

    static Location.S3 freshLocation(MinioServer minio, Location.ChecksumMode checksums) {
        return minio.location(BUCKET, UUID.randomUUID() + "/", checksums);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return shared(context).server().isPresent()
                ? ConditionEvaluationResult.enabled("MinIO runs")
                : ConditionEvaluationResult.disabled("no MinIO");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MinioServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).server().orElseThrow();
    }

    private static Shared shared(ExtensionContext context) {
        return Objects.requireNonNull(context.getRoot()
                .getStore(Namespace.create(WithMinio.class))
                .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class));
    }

    private record Shared(Path folder, Optional<MinioServer> server) implements AutoCloseable {
        static Shared start() {
            try {
                Path folder = Files.createTempDirectory("hikae-minio");
                return new Shared(folder, MinioServer.start(folder).map(s -> s.createBucket(BUCKET)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.ifPresent(MinioServer::close);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
