package io.regionpair.ops;

import io.regionpair.ops.HttpEndpoint.ClientCertificates;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Takes the TLS material anew for every connection. A new certificate means a new context and so an empty session cache: a session
 * that an old authority vouched for can't be resumed.
 */
final class CurrentServerTls extends SslContextFactory.Server {

    private final TlsSource source;
    private final SSLContext none = TlsIdentity.noContext();

    CurrentServerTls(HttpEndpoint.Tls tls) {
        this.source = tls.source();
        setSslContext(none);
        setNeedClientAuth(tls.clients() == ClientCertificates.Required);
        setIncludeProtocols("TLSv1.3", "TLSv1.2");
        setRenegotiationAllowed(false);
    }

    @Override
    public SSLEngine newSSLEngine() {
        return prepared(context().createSSLEngine());
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
        return prepared(context().createSSLEngine(host, port));
    }

    // Without any material the port listens and every handshake fails, until the Secret is there.
    private SSLContext context() {
        return source.current().map(TlsIdentity::context).orElse(none);
    }

    private SSLEngine prepared(SSLEngine engine) {
        customize(engine);
        return engine;
    }
}
