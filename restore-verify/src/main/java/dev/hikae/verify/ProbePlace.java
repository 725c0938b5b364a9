package dev.hikae.verify;

import dev.hikae.engine.Cancellation;
import dev.hikae.engine.command.CommandPlace;
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
    private static final String MARK = "HIKAE_SANDBOX";

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
        all.put(MARK, tree.toString());
        return all;
    }

    CommandPlace command() {
        return new CommandPlace(tree, environment(), mark(tree), cancellation);
    }

    /** What everything that probes of this tree started carries in its environment. */
    static String mark(Path tree) {
        return MARK + "=" + tree;
    }
}
