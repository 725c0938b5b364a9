package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RestoreOptions.Owners;
import dev.hikae.engine.RestoreOptions.Unmapped;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LocalAccounts;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Gives entries the owners that a request asks for. Safe for several threads. */
final class OwnerMap {
    private static final int SETID_BITS = 06000;

    private final Owners owners;
    private final LocalAccounts local = new LocalAccounts();
    private final Map<Recorded, Long> known = new ConcurrentHashMap<>();

    private record Recorded(boolean group, long id, Optional<String> name) {}

    /** @throws HikaeException when a mapping names an account that this machine does not know */
    OwnerMap(Owners owners) {
        this.owners = owners;
        owners.users().values().forEach(to -> target(false, to));
        owners.groups().values().forEach(to -> target(true, to));
    }

    Entry apply(Entry entry) {
        if (owners.equals(Owners.AS_RECORDED)) {
            return entry;
        }
        long uid = known.computeIfAbsent(new Recorded(false, entry.uid(), entry.user()), this::ask);
        long gid = known.computeIfAbsent(new Recorded(true, entry.gid(), entry.group()), this::ask);
        boolean others = owners.unmapped() == Unmapped.RESTORER && (uid != entry.uid() || gid != entry.gid());
        return new Entry(
                entry.name(),
                entry.kind(),
                others ? entry.mode() & ~SETID_BITS : entry.mode(),
                uid,
                gid,
                entry.user(),
                entry.group(),
                entry.mtime(),
                entry.ctime(),
                entry.birth(),
                entry.size(),
                entry.xattrs(),
                entry.flags(),
                entry.hardLink(),
                entry.torn());
    }

    private long ask(Recorded recorded) {
        Map<String, String> mapping = recorded.group() ? owners.groups() : owners.users();
        Optional<String> mapped = recorded.name()
                .flatMap(name -> Optional.ofNullable(mapping.get(name)))
                .or(() -> Optional.ofNullable(mapping.get(Long.toString(recorded.id()))));
        if (mapped.isPresent()) {
            return target(recorded.group(), mapped.get());
        }
        return switch (owners.unmapped()) {
            case NUMBER -> recorded.id();
            case NAME ->
                recorded.name()
                        .map(name -> local.find(recorded.group(), name).orElse(recorded.id()))
                        .orElse(recorded.id());
            case RESTORER -> local.own(recorded.group());
        };
    }

    private long target(boolean group, String to) {
        if (!to.isEmpty() && to.chars().allMatch(c -> c >= '0' && c <= '9') && to.length() < 11) {
            return Long.parseLong(to);
        }
        OptionalLong found = local.find(group, to);
        return found.orElseThrow(() -> new HikaeException(FileError.ACCOUNT_UNKNOWN, to));
    }
}
