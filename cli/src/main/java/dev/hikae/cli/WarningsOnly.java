package dev.hikae.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logging of one-shot commands: warnings and errors as notes on standard error, in the form that the command line asks for;
 * nothing else, nothing to configure.
 */
public final class WarningsOnly implements SLF4JServiceProvider {
    /** Loggers belong to the process, as does its command line. */
    private static volatile Consumer<String> notes = line -> System.err.println(Columns.harmlessLines(line));

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    /** From now on the command line of this process says them. */
    static void through(Terminal terminal) {
        notes = terminal::note;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, Lines::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Nothing to read.
    }

    /** Prints a line for a warning or an error; never a stack trace. */
    private static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        Lines(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return "";
        }

        @Override
        @SuppressWarnings("NullAway") // SLF4J gives null for what is absent
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
            String text = arguments == null ? message : MessageFormatter.basicArrayFormat(message, arguments);
            notes.accept("hikae: " + level + ": " + text + (cause == null ? "" : ": " + cause.getMessage()));
        }
    }
}
