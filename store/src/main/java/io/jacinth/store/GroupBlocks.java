package io.jacinth.store;

/**
 * The blocks of one group, counted in the group as well as in the stream: so a group can be taken
 * out of its stream without a look at what is in it.
 */
final class GroupBlocks extends StreamBlocks {
  private int group;

  GroupBlocks(Store store) {
    super(store);
  }

  void open(int newRoot, int newGroup) {
    open(newRoot);
    group = newGroup;
  }

  @Override
  void addBytes(long bytes) {
    super.addBytes(bytes);
    long before = store.memory.getLong(group, GroupView.BYTES_AT);
    store.memory.setLong(group, GroupView.BYTES_AT, before + bytes);
  }
}
