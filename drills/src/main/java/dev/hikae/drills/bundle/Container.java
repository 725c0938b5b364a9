package dev.hikae.drills.bundle;

import dev.hikae.drills.sign.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** An ASiC-E container with CAdES (EN 319 162-1): a manifest of digests, and a signature over the manifest. */
public final class Container {
    private Container() {}

    interface Seal {
        byte[] over(byte[] content);
    }

    static byte[] seal(Map<String, byte[]> contents, Seal seal) {
        Map<String, byte[]> files = new TreeMap<>(contents);
        byte[] manifest = manifest(contents);
        files.put(Layout.MIMETYPE, Layout.MIMETYPE_TEXT.getBytes(StandardCharsets.US_ASCII));
        files.put(Layout.MANIFEST, manifest);
        files.put(Layout.MANIFEST_SEAL, seal.over(manifest));
        return Archive.write(files);
    }

    /** The one manifest of these files, sorted by name; the verifier compares it byte by byte. */
    public static byte[] manifest(Map<String, byte[]> contents) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\""
                + " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n"
                + "<asic:SigReference URI=\"" + Layout.MANIFEST_SEAL
                + "\" MimeType=\"application/x-pkcs7-signature\"/>\n");
        new TreeMap<>(contents).forEach((name, content) -> xml.append("<asic:DataObjectReference URI=\"")
                .append(name)
                .append("\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>")
                .append("<ds:DigestValue>")
                .append(Base64.getEncoder().encodeToString(Digests.sha256(content)))
                .append("</ds:DigestValue></asic:DataObjectReference>\n"));
        return xml.append("</asic:ASiCManifest>\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
