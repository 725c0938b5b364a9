package dev.hikae.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.engine.RawPath;
import dev.hikae.server.http.Problem;
import dev.hikae.server.identity.Open;
import dev.hikae.server.identity.Permit;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.jaxrs2.ext.AbstractOpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtensions;
import io.swagger.v3.oas.integration.SwaggerConfiguration;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads resource classes and their annotations into an OpenAPI 3.1 document. */
public final class ApiDescription {
    private static final String BEARER = "bearer";

    private final Set<Class<?>> resources;
    private final String version;
    private Optional<byte[]> made = Optional.empty();

    public ApiDescription(Set<Class<?>> resources, String version) {
        this.resources = Set.copyOf(resources);
        this.version = version;
    }

    synchronized byte[] json() {
        byte[] json = made.orElseGet(this::make);
        made = Optional.of(json);
        return json;
    }

    private byte[] make() {
        // The reader asks now for one set of converters, now for the other.
        for (boolean version31 : new boolean[] {true, false}) {
            ModelConverters.getInstance(version31).addConverter(new WireNames().openapi31(true));
        }
        List<OpenAPIExtension> extensions = new ArrayList<>(OpenAPIExtensions.getExtensions());
        extensions.removeIf(Permissions.class::isInstance);
        extensions.addFirst(new Permissions());
        OpenAPIExtensions.setExtensions(extensions);
        OpenAPI api = new Reader(new SwaggerConfiguration().openAPI(head()).openAPI31(true)).read(resources);
        problems(api);
        try {
            return Json31.mapper().writeValueAsBytes(api);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bug: the description is not JSON", e);
        }
    }

    private OpenAPI head() {
        return new OpenAPI(SpecVersion.V31)
                .info(new Info()
                        .title("Hikae")
                        .version(version)
                        .description(
                                "Encrypted, geo-replicated backups whose restores are proven. Version 1 only grows.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }

    /** Every operation may answer with a problem. */
    private static void problems(OpenAPI api) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(api.getComponents()::addSchemas);
        Schema<?> reference = new Schema<>().$ref("#/components/schemas/Problem");
        ApiResponse response = new ApiResponse()
                .description("a problem (RFC 9457)")
                .content(new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(reference)));
        api.getPaths().values().forEach(path -> path.readOperations().forEach(o -> {
            o.responses(Optional.ofNullable(o.getResponses()).orElseGet(ApiResponses::new));
            o.getResponses().addApiResponse("4XX", response);
        }));
    }

    /** Names as they go over the wire: members by the mapper, constants of ours in lower case with hyphens. */
    private static final class WireNames extends ModelResolver {
        WireNames() {
            super(Json.mapper().copy());
        }

        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Schema resolve(
                AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
            // Asked for where a value's kind is told beside it: any value.
            if (type.getType() == null) {
                return new Schema();
            }
            Class<?> raw = _mapper.constructType(type.getType()).getRawClass();
            if (isText(raw)) {
                return new StringSchema();
            }
            if (raw == OptionalInt.class || raw == OptionalLong.class) {
                return new IntegerSchema();
            }
            return super.resolve(type, context, chain);
        }

        /** Values of several parts that are written as one text. */
        private static boolean isText(Class<?> raw) {
            return Path.class.isAssignableFrom(raw)
                    || ZoneId.class.isAssignableFrom(raw)
                    || Duration.class.isAssignableFrom(raw)
                    || raw == RawPath.class
                    || raw.isRecord() && raw.getPackageName().equals(RunId.class.getPackageName());
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"})
        protected Schema _createSchemaForEnum(Class<Enum<?>> type) {
            Schema schema = super._createSchemaForEnum(type);
            schema.setEnum(Arrays.stream(type.getEnumConstants())
                    .map(constant -> Json.tree(constant).asText())
                    .toList());
            return schema;
        }
    }

    /** Says what permission each operation needs. */
    private static final class Permissions extends AbstractOpenAPIExtension {
        @Override
        public void decorateOperation(Operation operation, Method method, Iterator<OpenAPIExtension> chain) {
            Optional.ofNullable(method.getAnnotation(Permit.class))
                    .ifPresent(p -> operation.description(Optional.ofNullable(operation.getDescription())
                                    .map(d -> d + " ")
                                    .orElse("")
                            + "Needs the permission: " + word(p.value()) + " " + word(p.on()) + "."));
            if (method.isAnnotationPresent(Open.class)) {
                operation.security(List.of());
            }
            super.decorateOperation(operation, method, chain);
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
