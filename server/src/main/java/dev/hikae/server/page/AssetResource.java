package dev.hikae.server.page;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Sha256;
import dev.hikae.server.identity.Open;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The style sheet, the script and the icon: three files and no others. */
@Path("/assets")
public final class AssetResource {
    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";

    /** A file to serve. */
    private record Asset(String type, byte[] bytes, String tag) {
        static Asset of(String type, String resource) {
            try (InputStream in = Objects.requireNonNull(AssetResource.class.getResourceAsStream(resource), resource)) {
                byte[] bytes = in.readAllBytes();
                return new Asset(type, bytes, Sha256.hex(bytes).substring(0, 16));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Map<String, Asset> assets = Map.of(
            "hikae.css", Asset.of("text/css; charset=utf-8", "/dev/hikae/server/page/hikae.css"),
            "htmx.min.js", Asset.of("text/javascript; charset=utf-8", HTMX),
            "icon.svg", Asset.of("image/svg+xml", "/dev/hikae/server/page/icon.svg"));

    @GET
    @Path("{name}")
    @Open("the sign-in page needs them, and they are no secret")
    public Response get(@PathParam("name") String name, @Context Request request) {
        Asset asset = Optional.ofNullable(assets.get(name)).orElseThrow(() -> new HikaeException(ServerError.NO_ROUTE));
        EntityTag tag = new EntityTag(asset.tag());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer =
                unchanged != null ? unchanged : Response.ok(asset.bytes()).header("Content-Type", asset.type());
        return answer.tag(tag).header("Cache-Control", "no-cache").build();
    }
}
