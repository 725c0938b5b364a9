package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.repository.Location;
import java.net.URI;
import java.util.Optional;

/** Reads {@code s3:https://host[:port]/bucket[/prefix]}. Credentials come from the usual AWS places. */
final class S3Location {
    private S3Location() {}

    static Location.S3 parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.substring("s3:".length()));
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, CliError.BAD_LOCATION, text);
        }
        String path = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
        boolean known = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!known || uri.getHost() == null || path.isEmpty() || uri.getUserInfo() != null) {
            throw new HikaeException(CliError.BAD_LOCATION, text);
        }
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        String prefix = slash < 0 ? "" : path.substring(slash + 1);
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
        URI endpoint = URI.create(uri.getScheme() + "://" + uri.getAuthority());
        String region = Optional.ofNullable(System.getenv("AWS_REGION")).orElse("us-east-1");
        return new Location.S3(
                Optional.of(endpoint),
                bucket,
                prefix,
                region,
                true,
                Location.ChecksumMode.WHEN_SUPPORTED,
                Optional.empty(),
                Optional.empty());
    }
}
