package dev.tidemark.online.state;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Some events that follow each other, added up.
 *
 * @param first the time of the first of them
 * @param last the time of the last of them
 * @param id of the node that holds them, or 0 for a tile, which nothing lies below
 */
record Child(long first, long last, long id, Totals totals) {

  /** The child that stands for a node of some children. */
  static Child of(long id, List<Child> children, List<Input> inputs) {
    Totals totals = Totals.start(inputs);
    children.forEach(child -> totals.merge(child.totals));
    return new Child(children.getFirst().first, children.getLast().last, id, totals);
  }

  static byte[] write(List<Child> children) {
    ByteSink out = new ByteSink(64 * children.size());
    out.varint(children.size());
    for (Child child : children) {
      out.int64(child.first).varlong(child.last - child.first).varlong(child.id);
      child.totals.write(out);
    }
    return out.toByteArray();
  }

  static List<Child> read(byte[] node, List<Input> inputs) {
    ByteSource in = new ByteSource(node);
    int count = in.varint();
    List<Child> children = new ArrayList<>(count + 1);
    for (int i = 0; i < count; i++) {
      long first = in.int64();
      long last = first + in.varlong();
      children.add(new Child(first, last, in.varlong(), Totals.read(inputs, in)));
    }
    return children;
  }
}
