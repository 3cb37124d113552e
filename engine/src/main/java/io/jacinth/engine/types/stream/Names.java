package io.jacinth.engine.types.stream;

import io.jacinth.store.GroupView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names of groups and consumers in the order of their bytes, in which Redis's trees have them; here
 * they stand in the order of their hashes.
 */
final class Names {
  private Names() {}

  static List<byte[]> groups(GroupView groups) {
    List<byte[]> names = new ArrayList<>();
    for (boolean more = groups.first(); more; more = groups.next()) {
      names.add(groups.name());
    }
    names.sort(Arrays::compareUnsigned);
    return names;
  }

  /** Those of the group it stands on. */
  static List<byte[]> consumers(GroupView group) {
    List<byte[]> names = new ArrayList<>();
    for (boolean more = group.firstConsumer(); more; more = group.nextConsumer()) {
      names.add(group.consumerName());
    }
    names.sort(Arrays::compareUnsigned);
    return names;
  }
}
