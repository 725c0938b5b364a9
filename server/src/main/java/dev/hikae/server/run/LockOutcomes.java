package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.LockExtension;
import dev.hikae.engine.LockHold;
import dev.hikae.engine.LockStatus;
import java.util.Locale;
import java.util.TreeMap;

/** What work on locks came to, as outcomes of runs; see {@code docs/API.md}. */
final class LockOutcomes {
    private LockOutcomes() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(LockExtension done) {
        ObjectNode o = object();
        ArrayNode regions = o.putArray("regions");
        new TreeMap<>(done.regions()).forEach((region, extended) -> regions.addObject()
                .put("region", region.value())
                .put("extended", extended.extended())
                .put("asked", extended.asked()));
        Outcomes.behind(o, done.behind());
        return o;
    }

    static ObjectNode of(LockHold done, boolean released) {
        ObjectNode o = object();
        o.put("released", released);
        ArrayNode regions = o.putArray("regions");
        new TreeMap<>(done.regions())
                .forEach((region, objects) ->
                        regions.addObject().put("region", region.value()).put("objects", objects));
        Outcomes.behind(o, done.behind());
        return o;
    }

    static ObjectNode of(LockStatus status) {
        ObjectNode o = object();
        o.put("whole", status.whole());
        ArrayNode regions = o.putArray("regions");
        status.regions().forEach(line -> regions.add(of(line)));
        return o;
    }

    private static ObjectNode of(LockStatus.Line line) {
        ObjectNode o = object().put("region", line.region().value());
        line.lock().ifPresent(l -> o.put("mode", l.mode().name().toLowerCase(Locale.ROOT))
                .put("period", l.period().toString()));
        line.problem().ifPresent(why -> o.put("problem", Outcomes.english(why)));
        line.found().ifPresent(found -> found(o, found));
        return o;
    }

    private static void found(ObjectNode o, LockStatus.Found f) {
        o.put("needed", f.needed()).put("locked", f.locked());
        f.earliest().ifPresent(at -> o.put("first_ends", at.toString()));
        f.latest().ifPresent(at -> o.put("last_ends", at.toString()));
        o.put("due", f.due()).put("held", f.held());
        o.put("not_locked", f.unlocked()).put("missing", f.missing());
        o.put("hidden", f.hidden()).put("replaced", f.replaced());
        ArrayNode examples = o.putArray("examples");
        f.examples().forEach(examples::add);
        ArrayNode held = o.putArray("held_snapshots");
        f.heldSnapshots().forEach(s -> held.add(s.value()));
    }
}
