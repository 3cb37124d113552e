package io.jacinth.cluster.view;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The topology at one moment, as this node knows it.
 *
 * <p>{@code owners[slot]} is an index into {@link #nodes()}, or {@link #NO_OWNER}. The array is
 * shared and must not be written.
 */
public final class ClusterView {
  /** In {@link #ownerIndex}: nobody owns the slot. */
  public static final int NO_OWNER = -1;

  private final long version;
  private final State state;
  private final String downReason;
  private final long currentEpoch;
  private final int size;
  private final List<NodeView> nodes;
  private final int myIndex;
  private final short[] owners;
  private final SortedMap<Integer, Integer> migrating;
  private final SortedMap<Integer, Integer> importing;
  private final boolean withholdsData;

  /** Whether the cluster serves. */
  public enum State {
    OK,
    FAIL
  }

  /**
   * @param version grows with every view of one core
   * @param downReason one sentence that says why the state is FAIL; empty when OK
   * @param size primaries with at least one slot
   * @param myIndex index of this node in {@code nodes}
   * @param owners 16384 indexes into {@code nodes}, or -1
   * @param migrating slot to index of the node it moves to
   * @param importing slot to index of the node it comes from
   * @param withholdsData this node has lost its data and must not be copied
   */
  public ClusterView(
      long version,
      State state,
      String downReason,
      long currentEpoch,
      int size,
      List<NodeView> nodes,
      int myIndex,
      short[] owners,
      SortedMap<Integer, Integer> migrating,
      SortedMap<Integer, Integer> importing,
      boolean withholdsData) {
    this.version = version;
    this.state = state;
    this.downReason = downReason;
    this.currentEpoch = currentEpoch;
    this.size = size;
    this.nodes = List.copyOf(nodes);
    this.myIndex = myIndex;
    this.owners = owners;
    this.migrating = migrating;
    this.importing = importing;
    this.withholdsData = withholdsData;
  }

  public long version() {
    return version;
  }

  public State state() {
    return state;
  }

  public boolean isOk() {
    return state == State.OK;
  }

  public String downReason() {
    return downReason;
  }

  /** This primary has started without data; no replica may take that for the data of its slots. */
  public boolean withholdsData() {
    return withholdsData;
  }

  public long currentEpoch() {
    return currentEpoch;
  }

  /** Primaries with at least one slot. */
  public int size() {
    return size;
  }

  public List<NodeView> nodes() {
    return nodes;
  }

  public NodeView myself() {
    return nodes.get(myIndex);
  }

  public int myIndex() {
    return myIndex;
  }

  /** Index of the owner in {@link #nodes()}, or {@link #NO_OWNER}. */
  public int ownerIndex(int slot) {
    return owners[slot];
  }

  public @Nullable NodeView owner(int slot) {
    int index = owners[slot];
    return index == NO_OWNER ? null : nodes.get(index);
  }

  /** The node a slot of ours moves to, or null. */
  public @Nullable NodeView migratingTo(int slot) {
    return at(migrating, slot);
  }

  /** The node a slot comes from, or null. */
  public @Nullable NodeView importingFrom(int slot) {
    return at(importing, slot);
  }

  private @Nullable NodeView at(SortedMap<Integer, Integer> map, int slot) {
    if (map.isEmpty()) {
      return null;
    }
    Integer index = map.get(slot);
    return index == null ? null : nodes.get(index);
  }
}
