package io.regionpair.e2e.region;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control plane's own users, each with a token of its own, so that the audit log tells them apart. They may all do everything;
 * RBAC is tested with service accounts. Only real kubelets have no more rights than in a real cluster.
 */
record Credentials(Map<String, String> tokens) {

    static final String ADMIN = "admin";

    static Credentials create(Path folder, List<String> realNodes) throws IOException {
        var tokens = new LinkedHashMap<String, String>();
        for (var user : new String[] {ADMIN, "kube-controller-manager", "kube-scheduler", "kwok"}) {
            tokens.put(user, random());
        }
        var lines = new StringBuilder();
        tokens.forEach((user, token) -> lines.append(line(token, userName(user), user, "system:masters")));
        for (var node : realNodes) {
            tokens.put(node, random());
            lines.append(line(tokens.get(node), "system:node:" + node, node, "system:nodes"));
        }
        Files.writeString(folder.resolve("tokens.csv"), lines);
        writeSigningKeys(folder);
        return new Credentials(tokens);
    }

    private static String line(String token, String user, String id, String group) {
        return token + "," + user + "," + id + ",\"" + group + "\"\n";
    }

    private static String userName(String user) {
        return user.equals(ADMIN) ? ADMIN : "system:" + user;
    }

    private static String random() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    // With these the API server signs service accounts' tokens, and knows them again.
    private static void writeSigningKeys(Path folder) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            var pair = generator.generateKeyPair();
            writePem(folder.resolve("service-accounts.key"), "PRIVATE KEY", pair.getPrivate());
            writePem(folder.resolve("service-accounts.pub"), "PUBLIC KEY", pair.getPublic());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writePem(Path file, String label, Key key) throws IOException {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
