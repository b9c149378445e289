package io.regionpair.arbitrator.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Says in a few words why there was no response. The words are the same for the same cause (no ports of ours, no times), so that a
 * status that shows them doesn't change with every poll, and never quote what came from outside.
 */
public final class Failure {

    private Failure() {}

    public static String describe(IOException failure) {
        return switch (failure) {
            case UnknownHostException _ -> "the name can't be resolved";
            case ConnectException _ -> "the connection was refused or found no route";
            case SSLPeerUnverifiedException _ -> "TLS: the certificate was issued for another name";
            case SSLException tls -> "TLS: " + describe(tls);
            case ProtocolException _ -> "the response breaks HTTP or ends too early";
            case SocketException _ -> "the connection was cut";
            default ->
                has(failure, EOFException.class)
                        ? "the connection was closed without a response"
                        : "the request failed (" + failure.getClass().getSimpleName() + ")";
        };
    }

    private static String describe(SSLException failure) {
        if (has(failure, CertificateExpiredException.class)) {
            return "the certificate has expired";
        }
        if (has(failure, CertificateNotYetValidException.class)) {
            return "the certificate isn't valid yet";
        }
        if (has(failure, CertPathBuilderException.class)) {
            return "the certificate wasn't issued by a trusted authority";
        }
        var message = failure.getMessage();
        return message != null && message.contains("fatal alert") ? "the server refused us" : "the handshake failed";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(kind::isInstance);
    }
}
