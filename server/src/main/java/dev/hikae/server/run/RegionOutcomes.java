package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.HomeMove;
import dev.hikae.engine.RegionAdded;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.RegionRetired;
import java.util.Locale;
import java.util.TreeSet;

/** What changes and probes of regions came to, as outcomes of runs; see {@code docs/API.md}. */
final class RegionOutcomes {
    private RegionOutcomes() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(HomeMove move, boolean dryRun) {
        ObjectNode o = object();
        o.put("dry_run", dryRun).put("changed", move.changed()).put("planned", move.planned());
        o.put("from", move.from().value()).put("to", move.to().value()).put("epoch", move.epoch());
        ArrayNode held = o.putArray("held_by");
        new TreeSet<>(move.heldBy()).forEach(region -> held.add(region.value()));
        o.set("copied", Outcomes.of(move.copied()));
        ArrayNode newest = o.putArray("newest");
        move.newest().forEach(p -> {
            ObjectNode point = newest.addObject();
            p.plan().ifPresent(plan -> point.put("plan", plan));
            point.put("host", p.host()).put("snapshot", p.snapshot().value());
            point.put("captured_at", p.capturedAt().toString());
        });
        return o;
    }

    static ObjectNode of(RegionAdded added, boolean dryRun) {
        ObjectNode o = object();
        o.put("dry_run", dryRun).put("region", added.region().value()).put("epoch", added.epoch());
        o.put("regions", added.regions()).put("quorum", added.quorum());
        o.set("copied", Outcomes.of(added.copied()));
        return o;
    }

    static ObjectNode of(RegionRetired retired, boolean dryRun) {
        ObjectNode o = object();
        o.put("dry_run", dryRun).put("region", retired.region().value()).put("epoch", retired.epoch());
        o.put("answered", retired.answered());
        o.put("regions", retired.regions()).put("quorum", retired.quorum());
        o.set("copied", Outcomes.of(retired.copied()));
        return o;
    }

    static ObjectNode of(RegionProbe probe) {
        ObjectNode o = object();
        o.put("place", probe.place()).put("safe", probe.safe());
        ArrayNode unsafe = o.putArray("unsafe");
        probe.unsafe().forEach(r -> {
            ObjectNode reason = unsafe.addObject().put("code", r.code());
            reason.set("detail", bothLanguages(r.what()));
            reason.set("hint", bothLanguages(r.hint()));
        });
        ArrayNode advice = o.putArray("advice");
        probe.advice().forEach(text -> advice.add(bothLanguages(text)));
        o.set("abilities", abilities(probe.abilities()));
        probe.bucket().ifPresent(b -> o.set("bucket", bucket(b)));
        o.set("speed", speed(probe.speed()));
        return o;
    }

    private static ObjectNode bothLanguages(Text text) {
        return object().put("en", Outcomes.english(text)).put("ja", Messages.render(text, Locale.JAPANESE));
    }

    private static ObjectNode abilities(RegionProbe.Abilities can) {
        ObjectNode o = object();
        o.put("creates_once", can.createsOnce());
        can.listsAtOnce().ifPresent(at -> o.put("lists_at_once", at));
        return o.put("reads", can.reads()).put("deletes", can.deletes()).put("checksums", can.checksums());
    }

    private static ObjectNode bucket(RegionProbe.Bucket b) {
        ObjectNode o = object();
        b.versioning().ifPresent(on -> o.put("versioning", on));
        b.lock().ifPresent(on -> o.put("lock", on));
        b.lockMode().ifPresent(mode -> o.put("lock_mode", mode.toLowerCase(Locale.ROOT)));
        b.retention().ifPresent(days -> o.put("lock_days", days));
        b.abortsUploads().ifPresent(on -> o.put("aborts_uploads", on));
        b.storageClass().ifPresent(kept -> o.put("storage_class", kept));
        b.clockSkew().ifPresent(skew -> o.put("clock_skew", skew.toString()));
        return o;
    }

    private static ObjectNode speed(RegionProbe.Speed s) {
        ObjectNode o = object();
        o.set("put", latency(s.put()));
        o.set("get", latency(s.get()));
        o.set("list", latency(s.list()));
        return o.put("up_bytes_per_second", s.up()).put("down_bytes_per_second", s.down());
    }

    private static ObjectNode latency(RegionProbe.Latency l) {
        return object().put("median", l.median().toString()).put("p95", l.p95().toString());
    }
}
