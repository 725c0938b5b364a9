package dev.hikae.server;

import ch.qos.logback.access.common.spi.IAccessEvent;
import ch.qos.logback.access.jetty.RequestLogImpl;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.spi.DeferredProcessingAware;
import dev.hikae.server.settings.Settings;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.GzipHandlerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.AbstractOutputStreamAppenderFactory;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.FileAppenderFactory;
import io.dropwizard.logging.json.AccessJsonLayoutBaseFactory;
import io.dropwizard.logging.json.EventJsonLayoutBaseFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import java.security.KeyStore;
import java.util.List;
import org.eclipse.jetty.server.RequestLog;

/**
 * Dropwizard's configuration, made from our settings; nothing of it is written by operators.
 *
 * <p>Logs go to standard error, so that standard output stays free for data.
 */
public final class HikaeConfiguration extends Configuration {
    private static final Duration GRACE = Duration.seconds(10);
    private static final String TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

    private final Settings settings;

    HikaeConfiguration(Settings settings, KeyStore certificate) {
        this.settings = settings;
        setServerFactory(server(certificate));
        setLoggingFactory(logging(settings));
    }

    public Settings settings() {
        return settings;
    }

    private DefaultServerFactory server(KeyStore certificate) {
        DefaultServerFactory server = new DefaultServerFactory();
        server.setApplicationConnectors(List.of(new TlsConnectorFactory(settings.listen(), certificate)));
        server.setAdminConnectors(List.of(admin()));
        server.setEnableVirtualThreads(true);
        server.setEnableAdminVirtualThreads(true);
        server.setRegisterDefaultExceptionMappers(false);
        server.setShutdownGracePeriod(GRACE);
        // Compression would hold back events, and tell secrets by their length.
        GzipHandlerFactory gzip = new GzipHandlerFactory();
        gzip.setEnabled(false);
        server.setGzipFilterFactory(gzip);
        server.setRequestLogFactory(requests());
        return server;
    }

    private HttpConnectorFactory admin() {
        HttpConnectorFactory admin = new HttpConnectorFactory();
        admin.setBindHost("127.0.0.1");
        admin.setPort(settings.listen().adminPort());
        return admin;
    }

    /** The service's log, to be configured before anything else so that nothing is written elsewhere. */
    static DefaultLoggingFactory logging(Settings settings) {
        DefaultLoggingFactory logging = new DefaultLoggingFactory();
        logging.setLevel(settings.log().level().name());
        AbstractOutputStreamAppenderFactory<ILoggingEvent> appender = appender(settings.log());
        if (settings.log().format() == Settings.Log.Format.JSON) {
            EventJsonLayoutBaseFactory layout = new EventJsonLayoutBaseFactory();
            layout.setTimestampFormat(TIME);
            appender.setLayout(layout);
        }
        logging.setAppenders(List.of(appender));
        return logging;
    }

    private LogbackAccessRequestLogFactory requests() {
        LogbackAccessRequestLogFactory log = new QuietRequestLog();
        AbstractOutputStreamAppenderFactory<IAccessEvent> appender = appender(settings.log());
        if (settings.log().format() == Settings.Log.Format.JSON) {
            AccessJsonLayoutBaseFactory layout = new AccessJsonLayoutBaseFactory();
            layout.setTimestampFormat(TIME);
            appender.setLayout(layout);
        }
        log.setAppenders(settings.log().requests() ? List.of(appender) : List.of());
        return log;
    }

    /** Keeps the log of requests from printing about its own start to standard output. */
    private static final class QuietRequestLog extends LogbackAccessRequestLogFactory {
        @Override
        public RequestLog build(String name) {
            RequestLog log = super.build(name);
            if (log instanceof RequestLogImpl logback) {
                logback.setQuiet(true);
            }
            return log;
        }
    }

    private static <E extends DeferredProcessingAware> AbstractOutputStreamAppenderFactory<E> appender(
            Settings.Log log) {
        if (log.file().isEmpty()) {
            ConsoleAppenderFactory<E> console = new ConsoleAppenderFactory<>();
            console.setTarget(ConsoleAppenderFactory.ConsoleStream.STDERR);
            return console;
        }
        FileAppenderFactory<E> file = new FileAppenderFactory<>();
        file.setCurrentLogFilename(log.file().get().toString());
        file.setArchive(false);
        return file;
    }
}
