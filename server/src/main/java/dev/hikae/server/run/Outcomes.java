package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.json.Json;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RepackResult;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.hook.HookRun;
import dev.hikae.engine.retention.Fate;
import dev.hikae.engine.retention.ForgetReason;
import dev.hikae.engine.retention.KeepReason;
import dev.hikae.engine.retention.RetentionDecision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Results of the engine as outcomes of runs; see {@code docs/API.md}. Lists are cut at 1,000 entries. */
final class Outcomes {
    private static final int LONGEST = 1_000;

    private Outcomes() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(BackupResult r) {
        ObjectNode o = object();
        o.put("snapshot", r.snapshot().id().value());
        o.put("complete", r.snapshot().complete());
        o.put("captured_at", r.snapshot().capturedAt().toString());
        o.put("entries", r.snapshot().totals().entries());
        o.put("files", r.snapshot().totals().files());
        o.put("bytes", r.snapshot().totals().bytes());
        o.put("bytes_new", r.snapshot().totals().bytesNew());
        o.put("bytes_stored", r.snapshot().totals().bytesStored());
        o.put("unreadable_count", r.counts().unreadable());
        findings(o.putArray("unreadable"), r.unreadable());
        o.put("changed_count", r.counts().changed());
        o.put("warning_count", r.counts().warnings());
        findings(o.putArray("warnings"), r.warnings());
        o.set("excluded", Json.tree(r.excluded().counts()));
        ArrayNode held = o.putArray("held_by");
        new TreeSet<>(r.heldBy()).forEach(region -> held.add(region.value()));
        behind(o, r.behind());
        o.put("elapsed_ms", r.elapsed().toMillis());
        return o;
    }

    /** What the commands before and after a backup did; left out where there were none. */
    static void hooks(ObjectNode outcome, List<HookRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        ArrayNode all = outcome.putArray("hooks");
        for (HookRun run : runs) {
            ObjectNode hook = all.addObject();
            hook.put("when", run.when());
            hook.put("command", run.command());
            hook.set("end", Json.tree(run.end()));
            run.exit().ifPresent(exit -> hook.put("exit", exit));
            hook.put("elapsed_ms", run.elapsed().toMillis());
            hook.put("last_lines", run.lastLines());
        }
    }

    static ObjectNode of(ReplicationResult r) {
        ObjectNode o = object();
        o.put("snapshots", r.snapshots());
        o.put("objects", r.objects());
        o.put("bytes", r.bytes());
        behind(o, r.behind());
        return o;
    }

    static ObjectNode of(PruneResult r, boolean dryRun) {
        ObjectNode o = object();
        o.put("dry_run", dryRun);
        r.generation().ifPresent(g -> o.put("generation", g));
        o.put("snapshots", r.snapshots()).put("waiting", r.waiting());
        o.put("fenced", r.fenced()).put("running", r.running());
        ArrayNode regions = o.putArray("regions");
        new TreeMap<>(r.regions()).forEach((region, freed) -> {
            ObjectNode one = regions.addObject().put("region", region.value());
            one.put("objects", freed.objects()).put("bytes", freed.bytes()).put("locked", freed.locked());
            freed.lockedUntil().ifPresent(at -> one.put("locked_until", at.toString()));
        });
        r.repacked().ifPresent(repacked -> repacked(o.putObject("repacked"), repacked));
        behind(o, r.behind());
        return o;
    }

    private static void repacked(ObjectNode o, RepackResult r) {
        o.put("packs", r.packs()).put("bytes_read", r.bytesRead());
        o.put("made", r.made()).put("bytes_written", r.bytesWritten());
        o.put("bytes_freed", r.freed()).put("locked", r.locked());
        o.put("unreadable_snapshots", r.snapshots());
        ArrayNode damaged = o.putArray("damaged");
        r.damaged().stream().limit(LONGEST).forEach(what -> damaged.add(english(what)));
        r.problem().ifPresent(why -> o.put("problem", english(why)));
    }

    /** What is kept and forgotten, why, and, unless it was a dry run, where that is recorded. */
    static ObjectNode of(RetentionDecision decision, boolean dryRun, Optional<ForgetResult> done) {
        ObjectNode o = object();
        o.put("dry_run", dryRun);
        o.put("kept", decision.kept().size());
        o.put("forgotten", decision.forgotten().size());
        ArrayNode forgotten = o.putArray("forget");
        decision.forgotten().stream().limit(LONGEST).forEach(f -> {
            ArrayNode reasons = fate(forgotten.addObject(), f);
            f.reasons().forEach(r -> reason(reasons.addObject(), r));
        });
        ArrayNode kept = o.putArray("keep");
        decision.kept().stream().limit(LONGEST).forEach(k -> {
            ArrayNode reasons = fate(kept.addObject(), k);
            k.reasons().forEach(r -> reason(reasons.addObject(), r));
        });
        done.ifPresent(d -> {
            ArrayNode recorded = o.putArray("recorded_in");
            new TreeSet<>(d.recordedIn()).forEach(region -> recorded.add(region.value()));
            behind(o, d.behind());
        });
        return o;
    }

    private static ArrayNode fate(ObjectNode o, Fate fate) {
        o.put("snapshot", fate.snapshot().id().value());
        o.put("host", fate.snapshot().host());
        o.put("counts_at", fate.countsAt().toString());
        return o.putArray("reasons");
    }

    private static void reason(ObjectNode o, KeepReason r) {
        o.put("rule", r.rule().word());
        if (r.of() > 0) {
            o.put("place", r.place()).put("of", r.of());
        }
        if (!r.period().isEmpty()) {
            o.put("period", r.period());
        }
        bothLanguages(o, r.text());
    }

    private static void reason(ObjectNode o, ForgetReason r) {
        switch (r) {
            case ForgetReason.Superseded s ->
                o.put("rule", s.rule().word()).put("period", s.period()).put("by", s.by().value());
            case ForgetReason.Beyond b -> {}
        }
        bothLanguages(o, r.text());
    }

    private static void bothLanguages(ObjectNode o, Text text) {
        o.putObject("text").put("en", english(text)).put("ja", Messages.render(text, Locale.JAPANESE));
    }

    static ObjectNode of(ScrubReport r) {
        ObjectNode o = object();
        o.put("whole", r.whole()).put("as_deep_as_asked", r.asDeepAsAsked());
        o.put("level", r.level().name().toLowerCase(Locale.ROOT))
                .put("snapshots", r.snapshots())
                .put("unhealed", r.unhealed());
        ArrayNode regions = o.putArray("regions");
        r.regions().forEach(region -> regions.add(of(region)));
        ArrayNode findings = o.putArray("findings");
        r.findings().forEach(f -> {
            ObjectNode finding = findings.addObject();
            finding.put("region", f.region().value()).put("object", f.object());
            finding.put("state", f.state().name().toLowerCase(Locale.ROOT));
            finding.put("what", english(f.what())).put("what_ja", Messages.render(f.what(), Locale.JAPANESE));
            f.note().ifPresent(note -> finding.put("note", english(note))
                    .put("note_ja", Messages.render(note, Locale.JAPANESE)));
        });
        o.put("more_findings", r.moreFindings());
        ArrayNode losses = o.putArray("losses");
        r.losses().stream().limit(LONGEST).forEach(l -> losses.addObject()
                .put("snapshot", l.snapshot().value())
                .put("path", l.path().toString()));
        o.put("loss_count", r.losses().size() + r.moreLosses());
        if (r.level() == ScrubLevel.L4) {
            o.putObject("sampled")
                    .put("files", r.sampled().files())
                    .put("bytes", r.sampled().bytes())
                    .put("different", r.sampled().different());
        }
        return o;
    }

    private static ObjectNode of(ScrubReport.RegionResult r) {
        ObjectNode o = object().put("region", r.region().value());
        r.problem().ifPresent(why -> o.put("problem", english(why)));
        o.put("snapshots", r.snapshots()).put("behind", r.behind());
        o.put("objects", r.objects()).put("bytes", r.bytes());
        o.put("missing", r.missing()).put("wrong_size", r.wrongSize());
        o.put("extra", r.extra()).put("extra_bytes", r.extraBytes());
        o.put("checked", r.checked()).put("bytes_read", r.bytesRead()).put("left", r.left());
        o.put("without_checksum", r.withoutChecksum());
        r.oldest().ifPresent(at -> o.put("oldest", at.toString()));
        return o;
    }

    static void behind(ObjectNode o, Map<RegionName, Text> behind) {
        ObjectNode all = o.putObject("behind");
        new TreeMap<>(behind).forEach((region, why) -> all.put(region.value(), english(why)));
    }

    static ObjectNode of(RestorePlan p) {
        ObjectNode o = object();
        o.put("dry_run", true);
        o.put("entries", p.entries());
        o.put("files", p.files());
        o.put("bytes", p.bytes());
        o.put("free_bytes", p.freeBytes());
        paths(o.putArray("sample"), p.sample());
        paths(o.putArray("conflicts"), p.conflicts());
        return o;
    }

    private static void paths(ArrayNode array, List<RawPath> paths) {
        paths.stream().limit(LONGEST).forEach(p -> array.add(p.toString()));
    }

    static ObjectNode of(RestoreResult r) {
        ObjectNode o = object();
        o.put("entries", r.entries());
        o.put("files", r.files());
        o.put("bytes", r.bytes());
        ObjectNode from = o.putObject("bytes_from");
        new TreeMap<>(r.bytesFrom()).forEach((region, bytes) -> from.put(region.value(), bytes));
        o.put("failed_count", r.failed().size());
        findings(o.putArray("failed"), r.failed());
        findings(o.putArray("observations"), r.observations());
        findings(o.putArray("healed"), r.healed());
        o.put("elapsed_ms", r.elapsed().toMillis());
        return o;
    }

    static ObjectNode of(Comparison c) {
        ObjectNode o = object();
        o.put("same", c.same());
        o.put("entries", c.entries());
        o.put("files", c.files());
        o.put("bytes", c.bytes());
        o.put("difference_count", c.differenceCount());
        findings(o.putArray("differences"), c.differences());
        findings(o.putArray("observations"), c.observations());
        return o;
    }

    private static void findings(ArrayNode array, List<Finding> findings) {
        findings.stream().limit(LONGEST).forEach(f -> array.addObject()
                .put("path", f.path().toString())
                .put("what", english(f.what()))
                .put("what_ja", Messages.render(f.what(), Locale.JAPANESE)));
    }

    static String english(Text text) {
        return Messages.render(text, Locale.ENGLISH);
    }
}
