package io.jacinth.engine.command;

import io.jacinth.resp.Argv;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a command are and what happens to them: one {@link KeySpec} or several, and for
 * the few commands whose specs cannot tell, a {@link KeyFinder}.
 *
 * <p>From the specs follow what old clients are told (first key, last key, step) and whether that
 * is the whole truth; if it is not, the command has {@link Flags#MOVABLE_KEYS}.
 */
public final class Keys {
  public static final int RO = 1;
  public static final int RW = 1 << 1;
  public static final int OW = 1 << 2;
  public static final int RM = 1 << 3;
  public static final int ACCESS = 1 << 4;
  public static final int UPDATE = 1 << 5;
  public static final int INSERT = 1 << 6;
  public static final int DELETE = 1 << 7;

  /** The word is routed like a key but is none: a shard channel. */
  public static final int NOT_KEY = 1 << 8;

  /** There are keys the specification does not find. */
  public static final int INCOMPLETE = 1 << 9;

  public static final int VARIABLE_FLAGS = 1 << 10;

  private static final String[] NAMES = {
    "RO",
    "RW",
    "OW",
    "RM",
    "access",
    "update",
    "insert",
    "delete",
    "not_key",
    "incomplete",
    "variable_flags"
  };

  private static final Keys NONE = new Keys(List.of(), null);

  private final List<KeySpec> specs;
  private final KeySpec[] found;
  private final KeySpec[] routed;
  private final @Nullable KeyFinder finder;
  private final boolean movable;
  private final int legacyFirst;
  private final int legacyLast;
  private final int legacyStep;

  private Keys(List<KeySpec> specs, @Nullable KeyFinder finder) {
    this.specs = List.copyOf(specs);
    this.finder = finder;
    found = specs.stream().filter(s -> (s.flags() & NOT_KEY) == 0).toArray(KeySpec[]::new);
    routed = specs.toArray(new KeySpec[0]);
    boolean single = specs.size() == 1 && specs.get(0).isPlainRange();
    boolean rest = false;
    int first = 0;
    int last = 0;
    for (KeySpec spec : specs) {
      if (!spec.isPlainRange() || !single && !follows(spec, last)) {
        rest = true;
        continue;
      }
      first = first == 0 ? spec.index() : Math.min(first, spec.index());
      int end = spec.last() >= 0 ? spec.index() + spec.last() : spec.last();
      // A last key counted from the end is further than any other.
      last = Integer.compareUnsigned(end, last) > 0 ? end : last;
    }
    movable = rest;
    legacyFirst = first;
    legacyLast = last;
    legacyStep = first == 0 ? 0 : single ? specs.get(0).step() : 1;
  }

  /** Whether a range goes on where the ones before it ended. */
  private static boolean follows(KeySpec spec, int lastBefore) {
    return spec.step() == 1 && (lastBefore == 0 || lastBefore == spec.index() - 1);
  }

  public static Keys none() {
    return NONE;
  }

  public static Keys of(KeySpec... specs) {
    return new Keys(List.of(specs), null);
  }

  /** One key. */
  public static Keys at(int index, int flags) {
    return of(KeySpec.range(index, 0, 1, flags));
  }

  /** Keys from {@code first} to the last word, {@code step} apart. */
  public static Keys toEnd(int first, int step, int flags) {
    return of(KeySpec.range(first, -1, step, flags));
  }

  /** As {@link #toEnd}, without the last word. */
  public static Keys toLastButOne(int first, int flags) {
    return of(KeySpec.range(first, -2, 1, flags));
  }

  /** A count of keys at {@code index}, and the keys behind it. */
  public static Keys counted(int index, int flags) {
    return of(KeySpec.counted(index, flags));
  }

  /** These keys and those of the other. */
  public Keys and(Keys other) {
    List<KeySpec> both = new ArrayList<>(specs);
    both.addAll(other.specs);
    return new Keys(both, finder);
  }

  /** Remarks on the last spec, for COMMAND INFO. */
  public Keys note(String text) {
    List<KeySpec> noted = new ArrayList<>(specs);
    noted.add(noted.removeLast().note(text));
    return new Keys(noted, finder);
  }

  /** Asks {@code exact} instead of the specs, which only describe. */
  public Keys foundBy(KeyFinder exact) {
    return new Keys(specs, exact);
  }

  public List<KeySpec> specs() {
    return specs;
  }

  public boolean isNone() {
    return specs.isEmpty();
  }

  /** Some keys are not where {@link #legacyFirst} and its fellows say. */
  public boolean isMovable() {
    return movable;
  }

  /** The first key as old clients are told; 0 when the command has none at a fixed place. */
  public int legacyFirst() {
    return legacyFirst;
  }

  /** The last key as old clients are told: an index, or negative from the end. */
  public int legacyLast() {
    return legacyLast;
  }

  public int legacyStep() {
    return legacyStep;
  }

  /** Finds the keys of a command; false when its words cannot be understood. */
  public boolean find(Argv argv, KeyPositions into) {
    return find(argv, into, found);
  }

  /**
   * Finds the keys as COMMAND GETKEYS does: by the specs if they are the whole truth and fit, else
   * as {@link #find} does.
   */
  public boolean findToShow(Argv argv, KeyPositions into) {
    for (KeySpec spec : found) {
      if ((spec.flags() & VARIABLE_FLAGS) != 0) {
        return find(argv, into);
      }
    }
    return findBySpecs(argv, into, found) || find(argv, into);
  }

  /** As {@link #find}, with the words that are routed like keys: shard channels. */
  public boolean findForRouting(Argv argv, KeyPositions into) {
    return find(argv, into, routed);
  }

  /** There may be keys, not only words that are routed like some. */
  public boolean hasKeys() {
    return found.length > 0 || finder != null;
  }

  /** What is routed here is no key but a shard channel. */
  public boolean isShardChannel() {
    return found.length < routed.length;
  }

  private boolean find(Argv argv, KeyPositions into, KeySpec[] which) {
    if (finder == null) {
      return findBySpecs(argv, into, which);
    }
    into.clear();
    return finder.find(argv, into);
  }

  private static boolean findBySpecs(Argv argv, KeyPositions into, KeySpec[] which) {
    into.clear();
    for (KeySpec spec : which) {
      if (!spec.find(argv, into)) {
        into.clear();
        return false;
      }
    }
    return true;
  }

  public static List<String> flagNames(int flags) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if ((flags & 1 << i) != 0) {
        names.add(NAMES[i]);
      }
    }
    return names;
  }
}
