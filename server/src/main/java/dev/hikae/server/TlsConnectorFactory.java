package dev.hikae.server;

import dev.hikae.server.settings.Settings;
import io.dropwizard.jetty.HttpsConnectorFactory;
import java.security.KeyStore;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** HTTPS with TLS 1.3 and nothing older, from a key in memory. */
final class TlsConnectorFactory extends HttpsConnectorFactory {
    private final KeyStore certificate;

    TlsConnectorFactory(Settings.Listen listen, KeyStore certificate) {
        this.certificate = certificate;
        setBindHost(listen.host());
        setPort(listen.port());
        setSupportedProtocols(List.of("TLSv1.3"));
        setKeyStorePassword("");
        setUseServerHeader(false);
    }

    @Override
    protected SslContextFactory.Server configureSslContextFactory(SslContextFactory factory) {
        SslContextFactory.Server server = super.configureSslContextFactory(factory);
        server.setKeyStore(certificate);
        return server;
    }
}
