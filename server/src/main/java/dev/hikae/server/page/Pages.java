package dev.hikae.server.page;

import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.server.http.ErrorPages;
import dev.hikae.server.http.Language;
import dev.hikae.server.http.Problem;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Session;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.Version;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;

/** Renders templates in the reader's language; everything in them is escaped as HTML by FreeMarker itself. */
public final class Pages implements ErrorPages {
    private static final String BUNDLE = "dev.hikae.server.messages";
    private static final Version COMPATIBLE = Configuration.VERSION_2_3_34;

    private final Configuration templates = new Configuration(COMPATIBLE);
    private final ZoneId zone;

    /** @param zone in which times are shown */
    public Pages(ZoneId zone) {
        this.zone = zone;
        templates.setClassForTemplateLoading(Pages.class, "/dev/hikae/server/page");
        templates.setDefaultEncoding("UTF-8");
        templates.setRecognizeStandardFileExtensions(true);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        templates.setWrapUncheckedExceptions(true);
        templates.setObjectWrapper(new PageWrapper(COMPATIBLE));
        templates.setNumberFormat("computer");
        // Templates neither make objects nor reach classes.
        templates.setNewBuiltinClassResolver(freemarker.core.TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        templates.setAPIBuiltinEnabled(false);
    }

    /** A page for a reader. */
    public Response page(String template, Reader reader, Map<String, Object> model) {
        return Response.ok(render(template, reader, model), MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .header("Vary", "Accept-Language, Cookie")
                .build();
    }

    /** Who reads, in which language, and where. */
    public record Reader(Caller caller, Locale locale, String path) {
        /** Of a request. */
        public static Reader of(Caller caller, HttpHeaders headers, UriInfo uri) {
            Optional<String> choice = Optional.ofNullable(headers.getCookies().get(Language.CHOICE))
                    .map(c -> c.getValue());
            Locale locale =
                    Language.chosen(choice, Optional.ofNullable(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
            return new Reader(caller, locale, "/" + uri.getPath());
        }
    }

    String render(String template, Reader reader, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        Format format = new Format(reader.locale(), zone);
        all.put("lang", reader.locale().getLanguage());
        all.put("path", reader.path());
        all.put("caller", reader.caller());
        all.put("csrf", reader.caller().session().map(Session::csrf).orElse(""));
        all.put("t", (TemplateMethodModelEx) arguments -> word(reader.locale(), arguments));
        all.put("n", (TemplateMethodModelEx) arguments -> name(reader.locale(), arguments));
        all.put("f", format);
        all.put("zone", zone.getId());
        try {
            StringWriter out = new StringWriter();
            templates.getTemplate(template + ".ftlh").process(all, out);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("bug: the page " + template + " does not render", e);
        }
    }

    private static String word(Locale locale, List<?> arguments) {
        Object[] params = arguments.stream().skip(1).map(String::valueOf).toArray();
        return Messages.render(Text.of(BUNDLE, String.valueOf(arguments.getFirst()), params), locale);
    }

    /** A word for a value of ours, or the value itself when it is one that the pages do not know. */
    private static String name(Locale locale, List<?> arguments) {
        String value = String.valueOf(arguments.getLast());
        String key = "page." + arguments.getFirst() + "." + value;
        boolean known =
                ResourceBundle.getBundle(BUNDLE, Messages.supported(locale)).containsKey(key);
        return known ? Messages.render(Text.of(BUNDLE, key), locale) : value;
    }

    /** Errors of pages: to the sign-in page or the password page where that mends it, else a page that says what happened. */
    @Override
    public Response page(Response.ResponseBuilder builder, Problem problem, UriInfo uri, HttpHeaders headers) {
        Optional<String> elsewhere =
                switch (problem.code()) {
                    case "HKE-6100", "HKE-6103" -> Optional.of("/login?next=" + encode(next(uri)));
                    case "HKE-6109" -> Optional.of("/password");
                    default -> Optional.empty();
                };
        return elsewhere.map(to -> Response.seeOther(URI.create(to)).build()).orElseGet(() -> builder.type(
                        MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(render("problem", Reader.of(Caller.NOBODY, headers, uri), Map.of("problem", problem)))
                .build());
    }

    private static String next(UriInfo uri) {
        String query = uri.getRequestUri().getRawQuery();
        return uri.getRequestUri().getRawPath() + (query == null ? "" : "?" + query);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
