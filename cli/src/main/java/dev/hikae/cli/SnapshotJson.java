package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Snapshot;
import java.util.List;

/** Snapshots, entries and findings as the command line prints them for machines. */
final class SnapshotJson {
    private SnapshotJson() {}

    static ObjectNode of(Snapshot s) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", s.id().value());
        s.plan().ifPresent(plan -> node.put("plan", plan));
        node.put("host", s.host())
                .put("captured_at", s.capturedAt().toString())
                .put("committed_at", s.committedAt().toString())
                .put("complete", s.complete());
        ArrayNode roots = node.putArray("roots");
        s.roots().forEach(root -> roots.add(root.toString()));
        ArrayNode regions = node.putArray("regions");
        s.regions().stream().sorted().forEach(region -> regions.add(region.value()));
        node.putObject("totals")
                .put("entries", s.totals().entries())
                .put("files", s.totals().files())
                .put("bytes", s.totals().bytes())
                .put("bytes_new", s.totals().bytesNew())
                .put("bytes_stored", s.totals().bytesStored());
        return node;
    }

    static ObjectNode of(RawPath path, Entry e) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("path", path.toString()).put("type", type(e.kind())).put("mode", String.format("%04o", e.mode()));
        node.put("uid", e.uid()).put("gid", e.gid()).put("size", e.size());
        node.put("mtime", e.mtime().toString());
        if (e.kind() instanceof Entry.Kind.Symlink(RawPath target)) {
            node.put("target", target.toString());
        }
        return node;
    }

    static String type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.Directory() -> "directory";
            case Entry.Kind.File() -> "file";
            case Entry.Kind.Symlink(RawPath target) -> "symlink";
            case Entry.Kind.Fifo() -> "fifo";
            case Entry.Kind.Socket() -> "socket";
            case Entry.Kind.BlockDevice(long major, long minor) -> "block-device";
            case Entry.Kind.CharDevice(long major, long minor) -> "char-device";
        };
    }

    static ArrayNode findings(List<BackupResult.Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        findings.forEach(f -> array.addObject().put("path", f.path().toString()).put("what", Words.render(f.what())));
        return array;
    }
}
