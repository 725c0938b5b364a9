package dev.hikae.drills.verify;

import static dev.hikae.drills.verify.EvidenceVerifier.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.bundle.Archive;
import dev.hikae.drills.bundle.Container;
import dev.hikae.drills.bundle.EmbeddedRecord;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.PdfSeals;
import dev.hikae.drills.sign.Seals;
import dev.hikae.drills.verify.Check.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checks what lies in {@code evidence.asice}. */
final class ContainerChecks {
    private final Findings findings;
    private final Facts facts;
    private final Seals seals;

    ContainerChecks(Findings findings, Facts facts, Seals seals) {
        this.findings = findings;
        this.facts = facts;
        this.seals = seals;
    }

    void run(SortedMap<String, byte[]> bundle) {
        findings.check(
                        Part.CONTAINER,
                        () -> container(file(bundle, Layout.CONTAINER)),
                        files -> files.size() + " files, each as the manifest says")
                .ifPresent(this::contents);
    }

    private static SortedMap<String, byte[]> container(byte[] zip) throws NotVerified {
        SortedMap<String, byte[]> files = Archive.read(zip);
        if (!Layout.MIMETYPE_TEXT.equals(new String(file(files, Layout.MIMETYPE), StandardCharsets.ISO_8859_1))) {
            throw new NotVerified("mimetype is not that of an ASiC-E container");
        }
        SortedMap<String, byte[]> listed = new TreeMap<>(files);
        listed.remove(Layout.MIMETYPE);
        listed.remove(Layout.MANIFEST);
        listed.remove(Layout.MANIFEST_SEAL);
        if (!Arrays.equals(Container.manifest(listed), file(files, Layout.MANIFEST))) {
            throw new NotVerified("the manifest does not list exactly these files with these digests");
        }
        return files;
    }

    private void contents(SortedMap<String, byte[]> files) {
        findings.check(
                Part.CONTAINER_SEAL,
                () -> seals.detached(file(files, Layout.MANIFEST_SEAL), file(files, Layout.MANIFEST)),
                EvidenceVerifier::by);
        findings.check(
                        Part.REPORT,
                        () -> report(file(files, Layout.REPORT)),
                        report -> "RFC 8785, run " + report.path(Layout.RUN_ID).asText())
                .ifPresent(facts::report);
        findings.check(
                Part.REPORT_SEAL,
                () -> seals.detached(file(files, Layout.REPORT_SEAL), file(files, Layout.REPORT)),
                EvidenceVerifier::by);
        pdf(files, Part.PDF_JA, Layout.PDF_JA);
        pdf(files, Part.PDF_EN, Layout.PDF_EN);
    }

    private static JsonNode report(byte[] json) throws NotVerified {
        JsonNode report = Json.parse(json);
        if (!Arrays.equals(Jcs.bytes(report), json)) {
            throw new NotVerified("report.json is not in RFC 8785 form");
        }
        return report;
    }

    private void pdf(SortedMap<String, byte[]> files, Part part, String name) {
        findings.check(
                part,
                () -> {
                    Seals.Seal seal = new PdfSeals(seals).check(file(files, name));
                    if (!EmbeddedRecord.in(file(files, name), file(files, Layout.REPORT))) {
                        throw new NotVerified("the PDF does not carry this report.json");
                    }
                    return seal;
                },
                EvidenceVerifier::by);
    }
}
