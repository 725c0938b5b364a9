package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.tree.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Finds what a request asks for and lays it out below the target, as {@link RestoreRequest} promises. */
final class Selection {
    private static final RawPath NOWHERE = RawPath.of("");
    private static final RawPath SLASH = RawPath.of("/");

    private final SnapshotContent content;
    private final Scope scope;

    private Selection(SnapshotContent content, Scope scope) {
        this.content = content;
        this.scope = scope;
    }

    /** The target itself with everything that goes into it. */
    static Item of(RestoreRequest request, SnapshotContent content) {
        List<RawPath> paths = request.paths().isEmpty()
                ? content.roots().stream().map(root -> root.entry().name()).toList()
                : request.paths();
        List<List<RawPath>> asked =
                paths.stream().map(Selection::components).distinct().toList();
        var selection = new Selection(content, Scope.of(request.options()));
        return asked.size() == 1 ? selection.single(asked.getFirst()) : selection.several(asked);
    }

    private Item single(List<RawPath> components) {
        RawPath path = join(components);
        Node node = known(components);
        if (node.entry().kind() instanceof Kind.Directory) {
            return Item.whole(NOWHERE, path, NOWHERE, node, scope);
        }
        RawPath name = components.getLast();
        Item top = passage(NOWHERE, join(components.subList(0, components.size() - 1)), NOWHERE, Optional.empty());
        top.only().put(name, Item.whole(name, path, name, node, scope));
        return top;
    }

    private Item several(List<List<RawPath>> asked) {
        Item top = passage(NOWHERE, SLASH, NOWHERE, Optional.empty());
        for (List<RawPath> components : asked) {
            Node node = known(components);
            if (components.isEmpty()) {
                return Item.whole(NOWHERE, SLASH, NOWHERE, node, scope);
            }
            boolean within = asked.stream().anyMatch(other -> isBelow(components, other));
            if (!within) {
                add(top, components, node);
            }
        }
        return top;
    }

    private void add(Item top, List<RawPath> components, Node node) {
        Item at = top;
        for (int i = 1; i < components.size(); i++) {
            Item parent = at;
            RawPath name = components.get(i - 1);
            Optional<Node> onTheWay = find(components.subList(0, i));
            at = parent.only()
                    .computeIfAbsent(
                            name,
                            n -> passage(
                                    n, parent.path().resolve(n), parent.below().resolve(n), onTheWay));
        }
        RawPath name = components.getLast();
        at.only().put(name, Item.whole(name, at.path().resolve(name), at.below().resolve(name), node, scope));
    }

    private Item passage(RawPath name, RawPath path, RawPath below, Optional<Node> node) {
        return new Item(name, path, below, node, new TreeMap<>(), scope);
    }

    private static boolean isBelow(List<RawPath> components, List<RawPath> other) {
        return components.size() > other.size()
                && components.subList(0, other.size()).equals(other);
    }

    private Node known(List<RawPath> components) {
        return find(components)
                .orElseThrow(() -> new HikaeException(
                        FileError.PATH_NOT_IN_SNAPSHOT, content.snapshot().id(), join(components)));
    }

    /** From the nearest root above it, or the root itself. */
    private Optional<Node> find(List<RawPath> components) {
        for (int length = components.size(); length >= 0; length--) {
            List<RawPath> above = components.subList(0, length);
            Optional<Node> found = content.roots().stream()
                    .filter(root -> components(root.entry().name()).equals(above))
                    .findFirst();
            for (int i = length; i < components.size() && found.isPresent(); i++) {
                found = child(found.get(), components.get(i));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Node> child(Node node, RawPath name) {
        return node.entry().kind() instanceof Kind.Directory ? content.trees().child(node, name) : Optional.empty();
    }

    private static List<RawPath> components(RawPath path) {
        byte[] bytes = path.toBytes();
        var components = new ArrayList<RawPath>();
        for (int from = 0, to; from <= bytes.length; from = to + 1) {
            to = from;
            while (to < bytes.length && bytes[to] != '/') {
                to++;
            }
            if (to > from) {
                components.add(RawPath.ofBytes(Arrays.copyOfRange(bytes, from, to)));
            }
        }
        return components;
    }

    private static RawPath join(List<RawPath> components) {
        RawPath path = SLASH;
        for (RawPath component : components) {
            path = path.resolve(component);
        }
        return path;
    }
}
