package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticKubeconfigTest {

    private static final String GOOD = """
            apiVersion: v1
            kind: Config
            current-context: eu
            contexts:
            - name: other
              context: {cluster: other, user: other}
            - name: eu
              context: {cluster: eu, user: reader}
            clusters:
            - name: eu
              cluster:
                server: https://eu.example.com:6443
                certificate-authority-data: Y2E=
            users:
            - name: reader
              user:
                token: secret-token
            """;

    @Test
    void takesWhatTheCurrentContextNames() throws Exception {
        var config = StaticKubeconfig.parse(GOOD);

        assertThat(config.getMasterUrl()).startsWith("https://eu.example.com:6443");
        assertThat(config.getCaCertData()).isEqualTo("Y2E=");
        assertThat(config.getOauthToken()).isEqualTo("secret-token");
        assertThat(config.isTrustCerts()).isFalse();
    }

    @Test
    void takesAClientCertificate() throws Exception {
        var config = StaticKubeconfig.parse(
                GOOD.replace("token: secret-token", "client-certificate-data: Yw==\n    client-key-data: aw=="));

        assertThat(config.getClientCertData()).isEqualTo("Yw==");
        assertThat(config.getClientKeyData()).isEqualTo("aw==");
    }

    /** A Secret must not make the operator run a program or read its own files, and a server that proves nothing is no evidence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: sh} | exec",
                "auth-provider: {name: gcp} | auth-provider",
                "tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token | tokenFile",
                "client-certificate: /etc/passwd | client-certificate",
                "client-key: /etc/passwd | client-key",
                "username: admin | username",
                "as: admin | as",
            })
    void refusesWhatIsNotStatic(String user, String named) {
        assertThatThrownBy(() ->
                        StaticKubeconfig.parse(GOOD.replace("token: secret-token", "token: secret-token\n    " + user)))
                .hasMessageStartingWith("says " + named + ":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate-authority: /etc/ca.crt | says certificate-authority",
                "insecure-skip-tls-verify: true | says insecure-skip-tls-verify",
                "proxy-url: http://proxy | says proxy-url",
                "tls-server-name: other | says tls-server-name",
            })
    void refusesAServerThatProvesNothing(String cluster, String message) {
        assertThatThrownBy(() -> StaticKubeconfig.parse(GOOD.replace(
                        "certificate-authority-data: Y2E=", "certificate-authority-data: Y2E=\n    " + cluster)))
                .hasMessageContaining(message);
    }

    @Test
    void refusesPlainHttp() {
        assertThatThrownBy(() -> StaticKubeconfig.parse(GOOD.replace("https://", "http://")))
                .hasMessage("names a server that isn't https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1, 2]", "just words", "current-context: eu", "a: [b"})
    void saysWhatItCannotUse(String text) {
        assertThatThrownBy(() -> StaticKubeconfig.parse(text)).isInstanceOf(StaticKubeconfig.UnusableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "current-context: eu,    current-context: nowhere, has no context of current-context",
        "cluster: eu,            cluster: nowhere,         has no cluster of its context",
        "user: reader,           user: nobody,             has no user of its context",
        "certificate-authority-data: Y2E=, insecure-skip-tls-verify: false, has no certificate-authority-data",
        "token: secret-token,    token: '',                has neither a token"
    })
    void saysWhatIsMissing(String there, String instead, String message) {
        assertThatThrownBy(() -> StaticKubeconfig.parse(GOOD.replace(there, instead)))
                .hasMessageStartingWith(message);
    }

    /** The parser's own message would quote the line. */
    @Test
    void quotesNothing() {
        assertThatThrownBy(() -> StaticKubeconfig.parse(GOOD + "\n  secret-token: ["))
                .message()
                .doesNotContain("secret");
    }
}
