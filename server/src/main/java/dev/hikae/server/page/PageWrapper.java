package dev.hikae.server.page;

import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows an {@code Optional} to templates as what is in it, or as missing. */
final class PageWrapper extends DefaultObjectWrapper {
    PageWrapper(Version version) {
        super(version);
        setExposeFields(false);
    }

    @Override
    public @Nullable TemplateModel wrap(@Nullable Object value) throws TemplateModelException {
        return value instanceof Optional<?> perhaps ? wrap(perhaps.orElse(null)) : super.wrap(value);
    }
}
