package dev.hikae.verify;

import dev.hikae.engine.Cancellation;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a probe runs.
 *
 * @param tree the restored tree
 * @param home a private directory that the probe may write to
 * @param variables of the environment, besides the fixed ones; nothing of the service's own environment is passed on
 */
public record ProbePlace(Path tree, Path home, Map<String, String> variables, Cancellation cancellation) {
    public ProbePlace {
        variables = Map.copyOf(variables);
    }

    /** All of a command's environment. */
    Map<String, String> environment() {
        var all = new TreeMap<String, String>(variables);
        all.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        all.put("LANG", "C.UTF-8");
        all.put("HOME", home.toString());
        all.put("TMPDIR", home.toString());
        all.put(Processes.MARK, tree.toString());
        return all;
    }
}
