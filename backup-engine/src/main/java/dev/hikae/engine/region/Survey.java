package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionOverview.Line;
import dev.hikae.engine.RegionOverview.Part;
import dev.hikae.engine.RegionOverview.Unfinished;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.region.HomeStatements.Held;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts together what the configuration names and what the repository has. */
final class Survey {
    private final Trust trust;
    private final HomeStatement statement;
    private final int quorum;

    Survey(Trust trust, HomeStatement statement, int quorum) {
        this.trust = trust;
        this.statement = statement;
        this.quorum = quorum;
    }

    RegionOverview of(List<Region> configured, boolean far) {
        List<Held> held = held(configured);
        Set<RegionName> once = new HashSet<>();
        held.forEach(h -> once.addAll(h.statement().regions()));
        Map<RegionName, RegionStatus> statuses = far ? statuses(configured) : Map.of();
        List<Line> lines = new ArrayList<>();
        configured.forEach(r -> lines.add(new Line(
                r.name(),
                part(r.name(), once),
                Optional.of(r.place()),
                r.down().isEmpty(),
                r.down().map(HikaeException::text),
                Optional.ofNullable(statuses.get(r.name())))));
        statement.regions().stream()
                .filter(name -> configured.stream().noneMatch(r -> r.name().equals(name)))
                .forEach(name -> lines.add(new Line(
                        name, Part.NOT_CONFIGURED, Optional.empty(), false, Optional.empty(), Optional.empty())));
        return new RegionOverview(statement.epoch(), statement.home(), quorum, lines, unfinished(held));
    }

    private Part part(RegionName region, Set<RegionName> once) {
        if (statement.regions().contains(region)) {
            return Part.MEMBER;
        }
        return once.contains(region) ? Part.RETIRED : Part.NOT_ADDED;
    }

    private Map<RegionName, RegionStatus> statuses(List<Region> configured) {
        List<Region> members = configured.stream()
                .filter(r -> statement.regions().contains(r.name()))
                .toList();
        Map<RegionName, RegionStatus> statuses = new LinkedHashMap<>();
        new Watermarks(trust, statement.home()).of(members).forEach(s -> statuses.put(s.region(), s));
        return statuses;
    }

    private List<Held> held(List<Region> configured) {
        try {
            return new HomeStatements(configured, trust).read().held();
        } catch (HikaeException nobodyAnswers) {
            // Each region's own line says why.
            return List.of();
        }
    }

    private Optional<Unfinished> unfinished(List<Held> held) {
        return held.stream()
                .filter(h -> h.statement().epoch() > statement.epoch())
                .max(java.util.Comparator.comparingInt(h -> h.statement().epoch()))
                .map(h -> new Unfinished(
                        h.statement().epoch(),
                        h.statement().home(),
                        h.statement().regions(),
                        h.by()));
    }
}
