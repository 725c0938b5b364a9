package dev.hikae.drills.verify;

import static dev.hikae.drills.verify.EvidenceVerifier.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.register.Bodies;
import dev.hikae.drills.register.Chain;
import dev.hikae.drills.register.Checkpoint;
import dev.hikae.drills.register.InclusionProof;
import dev.hikae.drills.register.LeafForm;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Population.Count;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.sign.Digests;
import dev.hikae.drills.sign.LogVerifierKey;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.Seals;
import dev.hikae.drills.verify.Check.Part;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Checks the register's part: the log itself, that the report lies in it, and that it counted honestly. */
final class RegisterChecks {
    private final Findings findings;
    private final Facts facts;
    private final Seals seals;
    private final Question question;

    RegisterChecks(Findings findings, Facts facts, Seals seals, Question question) {
        this.findings = findings;
        this.facts = facts;
        this.seals = seals;
        this.question = question;
    }

    void run(SortedMap<String, byte[]> files) {
        findings.check(Part.LOG_KEY, () -> key(files), key -> key.name() + origin())
                .ifPresent(key -> log(files, key));
    }

    private String origin() {
        return question.logKey().isPresent() ? ", as given" : ", from the bundle, vouched for by its signer";
    }

    private LogVerifierKey key(SortedMap<String, byte[]> files) throws NotVerified {
        LogVerifierKey inside = LogVerifierKey.parse(text(files, Layout.LOG_KEY));
        if (question.logKey().isPresent()
                && !LogVerifierKey.parse(question.logKey().get()).equals(inside)) {
            throw new NotVerified("the bundle's log key is not the one given: " + inside);
        }
        return inside;
    }

    private void log(SortedMap<String, byte[]> files, LogVerifierKey key) {
        findings.check(
                Part.CHECKPOINT_TIME,
                () -> seals.timeStamp(file(files, Layout.CHECKPOINT_TIME), file(files, Layout.CHECKPOINT)),
                seal -> seal.time() + ", " + seal.timeStamper());
        findings.check(
                        Part.CHECKPOINT,
                        () -> Checkpoint.open(text(files, Layout.CHECKPOINT), key),
                        head -> head.size() + " leaves")
                .ifPresent(head -> leaves(files, key, head));
    }

    private void leaves(SortedMap<String, byte[]> files, LogVerifierKey key, Checkpoint head) {
        findings.check(Part.LEAVES, () -> chain(files, head), chain -> "the root follows from all leaves")
                .ifPresent(chain -> {
                    findings.check(Part.PROOF, () -> proof(files, key, head, chain), seq -> "leaf " + seq);
                    findings.check(Part.RUN, () -> run(files, chain), detail -> detail);
                    findings.check(Part.POPULATION, () -> population(chain), detail -> detail);
                    if (question.previousCheckpoint().isPresent()) {
                        findings.check(Part.PREVIOUS, () -> previous(key, chain), detail -> detail);
                    }
                });
    }

    private static Chain chain(SortedMap<String, byte[]> files, Checkpoint head) throws NotVerified {
        Chain chain = new Chain();
        for (byte[] line : lines(file(files, Layout.LEAVES))) {
            chain.add(line);
        }
        boolean same = chain.size() == head.size() && Arrays.equals(chain.tree().root(chain.size()), head.root());
        if (!same) {
            throw new NotVerified("the " + chain.size() + " leaves do not lead to the checkpoint's root");
        }
        return chain;
    }

    /** The proven leaf is the one that records this very container. */
    private static long proof(SortedMap<String, byte[]> files, LogVerifierKey key, Checkpoint head, Chain chain)
            throws NotVerified {
        InclusionProof proof = InclusionProof.parse(text(files, Layout.PROOF));
        int index = (int) Math.min(Math.max(proof.index(), 0), chain.size() - 1);
        Leaf leaf = chain.leaves(index, index + 1).getFirst();
        Checkpoint proven = proof.verify(LeafForm.bytes(leaf), key);
        require(proven.equals(head), "the proof is for another checkpoint");
        require(leaf.kind() == Kind.REPORT_ISSUED, "the proven leaf issues no report");
        JsonNode body = bodies(files, chain).get(leaf.seq());
        String container = Digests.hex(file(files, Layout.CONTAINER));
        require(
                body != null && body.path(Layout.CONTAINER_SHA256).asText().equals(container),
                "the proven leaf is about another container");
        return leaf.seq();
    }

    private String run(SortedMap<String, byte[]> files, Chain chain) throws NotVerified {
        List<Leaf> ours = ours(chain);
        require(ours.stream().anyMatch(leaf -> leaf.kind() == Kind.RUN_STARTED), "the run never started in the log");
        Leaf issued = ours.getLast();
        require(issued.kind() == Kind.REPORT_ISSUED, "the run's last leaf issues no report");
        require(
                issued.outcome().equals(Optional.of(facts.outcome())),
                "leaf " + issued.seq() + " says " + issued.outcome().orElse("") + ", the report " + facts.outcome());
        List<Count> ends =
                ours.stream().flatMap(leaf -> Population.end(leaf).stream()).toList();
        boolean agrees = ends.isEmpty() || ends.getLast() == Count.of(facts.outcome());
        require(
                agrees,
                "the run ended as " + ends.stream().map(Count::word).toList() + ", the report says " + facts.outcome());
        require(bodies(files, chain).keySet().stream().allMatch(seq -> seq < chain.size()), "a body without a leaf");
        return ours.size() + " leaves"
                + (ends.isEmpty() ? "; its end was not yet in the log when this was sealed" : "");
    }

    private List<Leaf> ours(Chain chain) throws NotVerified {
        List<Leaf> ours = chain.leaves(0, chain.size()).stream()
                .filter(leaf ->
                        leaf.run().isPresent() && leaf.run().get().value().equals(facts.runId()))
                .toList();
        require(!ours.isEmpty(), "the report's run has no leaf");
        return ours;
    }

    private String population(Chain chain) throws NotVerified {
        JsonNode stated = facts.population();
        int counted = stated.path("log_size").asInt(-1);
        require(counted >= 0 && counted <= chain.size(), "the report counts leaves that are not there");
        Instant from = Instant.parse(stated.path("from").asText());
        Instant to = Instant.parse(stated.path("to").asText());
        requireWhole(chain, counted, from, to);
        Population recounted = Population.count(chain.leaves(0, counted), from, to);
        ObjectNode expected = recounted.toJson();
        require(
                Arrays.equals(Jcs.bytes(expected), Jcs.bytes(stated)),
                "the leaves say " + Jcs.text(expected) + ", the report " + Jcs.text(stated));
        return "counted again from " + counted + " leaves; gaps: "
                + recounted.gaps().size();
    }

    /** A count of the first leaves only, or of a short period, could leave out whatever failed. */
    private void requireWhole(Chain chain, int counted, Instant from, Instant to) throws NotVerified {
        for (Leaf leaf : ours(chain)) {
            require(
                    leaf.kind() == Kind.REPORT_ISSUED || leaf.seq() < counted,
                    "the report counts " + counted + " leaves, and its own run goes on after them");
        }
        boolean within = chain.leaves(0, counted).stream()
                .allMatch(leaf -> !leaf.at().isBefore(from) && leaf.at().isBefore(to));
        require(within, "the period of the counts leaves out leaves of the register");
    }

    private String previous(LogVerifierKey key, Chain chain) throws NotVerified {
        Checkpoint before = Checkpoint.open(question.previousCheckpoint().orElse(""), key);
        boolean grown =
                before.size() <= chain.size() && Arrays.equals(chain.tree().root((int) before.size()), before.root());
        require(grown, "the register was rewritten since the earlier checkpoint of " + before.size() + " leaves");
        return "the register only grew, from " + before.size() + " to " + chain.size() + " leaves";
    }

    /** Bodies by leaf, each found to be what its leaf commits to. */
    private static Map<Long, ObjectNode> bodies(SortedMap<String, byte[]> files, Chain chain) throws NotVerified {
        Map<Long, ObjectNode> bodies = new HashMap<>();
        for (byte[] line : lines(file(files, Layout.BODIES))) {
            JsonNode salted = Json.parse(line);
            long seq = salted.path("seq").asLong(-1);
            require(Arrays.equals(Jcs.bytes(salted), line), "a body is not in RFC 8785 form");
            require(seq >= 0 && seq < chain.size(), "a body without a leaf");
            Leaf leaf = chain.leaves((int) seq, (int) seq + 1).getFirst();
            bodies.put(seq, Bodies.open(salted, leaf.bodyCommit()));
        }
        return bodies;
    }

    private static List<byte[]> lines(byte[] text) throws NotVerified {
        require(text.length == 0 || text[text.length - 1] == '\n', "the last line is not whole");
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines.add(Arrays.copyOfRange(text, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static String text(SortedMap<String, byte[]> files, String name) throws NotVerified {
        return new String(file(files, name), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String otherwise) throws NotVerified {
        if (!holds) {
            throw new NotVerified(otherwise);
        }
    }
}
