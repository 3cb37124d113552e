package io.jacinth.engine.types.sort;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeyPositions;
import io.jacinth.engine.command.KeySpec;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Destination;
import io.jacinth.engine.types.list.Lists;
import io.jacinth.engine.types.zset.Zsets;
import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ListAppender;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetEdit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SORT and SORT_RO. */
public final class SortCommands {
  private static final String COMPLEXITY =
      "O(N+M*log(M)) where N is the number of elements and M how many are returned; O(N) unsorted";
  private static final Keys SORTED =
      Keys.at(1, RO | ACCESS)
          .and(Keys.of(KeySpec.unknown(RO | ACCESS)))
          .note(
              "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive"
                  + " from the content of the key we sort");
  private static final int CATEGORIES = Acl.SET | Acl.SORTEDSET | Acl.LIST | Acl.DANGEROUS;

  public static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .row(
              "SORT",
              arity(-2),
              WRITE | DENYOOM,
              SORTED
                  .and(Keys.of(KeySpec.unknown(OW | UPDATE)))
                  .note(
                      "For the optional STORE keyword. It is marked 'unknown' because the keyword"
                          + " can appear anywhere in the argument array")
                  .foundBy(SortCommands::findKeys),
              c -> sort(c, true),
              doc(
                  "1.0.0",
                  COMPLEXITY,
                  "key [BY pattern#1] [offset_count=LIMIT {offset count}] [GET pattern#1"
                      + " [GET pattern#1 ...]] [order=<ASC | DESC>] [sorting=ALPHA] [STORE"
                      + " destination#2]",
                  "Returns or stores the elements of a list, set or sorted set in order."))
          .categories(CATEGORIES)
          .row(
              "SORT_RO",
              arity(-2),
              READONLY,
              SORTED.foundBy(SortCommands::findKey),
              c -> sort(c, false),
              doc(
                  "7.0.0",
                  COMPLEXITY,
                  "key [BY pattern#1] [offset_count=LIMIT {offset count}] [GET pattern#1"
                      + " [GET pattern#1 ...]] [order=<ASC | DESC>] [sorting=ALPHA]",
                  "Returns the elements of a list, set or sorted set in order."))
          .categories(CATEGORIES);

  private static final byte[] NOTHING = new byte[0];

  private SortCommands() {}

  private static boolean findKey(Argv argv, KeyPositions into) {
    into.add(1, RO | ACCESS);
    return true;
  }

  /** The last STORE counts; what looks like one behind another option's name is its value. */
  private static boolean findKeys(Argv argv, KeyPositions into) {
    into.add(1, RO | ACCESS);
    int stored = 0;
    for (int i = 2; i < argv.count(); i++) {
      if (argv.is(i, "limit")) {
        i += 2;
      } else if (argv.is(i, "store") && i + 1 < argv.count()) {
        stored = i + 1;
      } else if (argv.is(i, "get") || argv.is(i, "by")) {
        i++;
      }
    }
    if (stored > 0) {
      into.add(stored, OW | UPDATE);
    }
    return true;
  }

  private static Outcome sort(Call c, boolean mayStore) {
    SortOptions options = SortOptions.parse(c, mayStore);
    if (options == null) {
      return Outcome.DONE;
    }
    int entry = c.keys().read(c.db(), c.argv(), 1);
    int type = entry == 0 ? ValueTypes.LIST : c.keys().entries().type(entry);
    if (type != ValueTypes.LIST && type != ValueTypes.SET && type != ValueTypes.ZSET) {
      return c.wrongType();
    }
    if (options.isUnsorted() && type == ValueTypes.SET && options.stores()) {
      options.sortAsText();
    }
    if (type == ValueTypes.ZSET) {
      entry = asTable(c, entry);
    }
    SortSource source = new SortSource(c, entry, type);
    int first = options.first(source.size());
    int count = options.count(source.size());
    SortVector elements = new SortVector(options.isUnsorted() ? count : source.size());
    int[] order;
    if (options.isUnsorted() && type != ValueTypes.SET) {
      source.addRange(elements, first, count, options.isDescending());
      first = 0;
      order = elements.inOrder();
    } else {
      source.addAll(elements);
      if (!options.isUnsorted() && !weigh(c, options, elements)) {
        return c.error("ERR One or more scores can't be converted into double");
      }
      order =
          options.isUnsorted()
              ? elements.inOrder()
              : elements.sorted(options.isAlpha(), options.stores(), options.isDescending());
    }
    return options.stores()
        ? store(c, options, elements, order, first, count)
        : reply(c, options, elements, order, first, count);
  }

  /** Redis sorts no packed sorted set: it unpacks it for good. */
  private static int asTable(Call c, int entry) {
    if (c.keys().entries().encoding(entry) == ValueTypes.ENCODING_SKIPLIST) {
      return entry;
    }
    ZsetEdit zset = Zsets.write(c, 1);
    if (zset == null) {
      throw new IllegalStateException("not a sorted set");
    }
    zset.expectMembers(Long.MAX_VALUE);
    WriteDoor door = c.keys().door();
    int table = door.entry();
    door.unchangedButConverted();
    return table;
  }

  /** Notes what each element is sorted by; false if one that has to be a number is none. */
  private static boolean weigh(Call c, SortOptions options, SortVector elements) {
    SortPattern by = options.by();
    if (options.isAlpha()) {
      if (by != null) {
        elements.byWeights();
        weighBy(c, by, elements, true);
      }
      return true;
    }
    if (by == null) {
      return elements.byElements();
    }
    elements.byScores();
    return weighBy(c, by, elements, false);
  }

  private static boolean weighBy(Call c, SortPattern by, SortVector elements, boolean asText) {
    boolean numbers = true;
    for (int i = 0; i < elements.count(); i++) {
      if (!by.find(c, elements, i)) {
        continue;
      }
      by.copy(c);
      if (asText) {
        elements.weight(i, by.bytes(), by.from(), by.length());
      } else {
        numbers &= elements.score(i, by.bytes(), by.from(), by.length());
      }
    }
    return numbers;
  }

  private static Outcome reply(
      Call c, SortOptions options, SortVector elements, int[] order, int first, int count) {
    c.reply().array((long) count * Math.max(1, options.gets().size()));
    for (int place = first; place < first + count; place++) {
      int i = order[place];
      if (options.gets().isEmpty()) {
        c.reply().bulk(elements.text(), elements.start(i), elements.length(i));
      }
      for (SortPattern get : options.gets()) {
        if (get.find(c, elements, i)) {
          get.reply(c);
        } else {
          c.reply().nullValue();
        }
      }
    }
    return Outcome.DONE;
  }

  private static Outcome store(
      Call c, SortOptions options, SortVector elements, int[] order, int first, int count) {
    boolean asTheyAre = options.gets().isEmpty();
    int last = first + count;
    SortVector stored =
        asTheyAre
            ? elements
            : fetched(c, options, elements, Arrays.copyOfRange(order, first, last));
    int[] places = asTheyAre ? order : stored.inOrder();
    int from = asTheyAre ? first : 0;
    int to = asTheyAre ? last : stored.count();
    Draft list = from == to ? null : list(c, options.storeWord(), stored, places, from, to);
    put(c, options.storeWord(), list, to - from);
    return c.integer(to - from);
  }

  /** What GET finds for each of some elements, an empty text where it finds nothing. */
  private static SortVector fetched(
      Call c, SortOptions options, SortVector elements, int[] chosen) {
    SortVector found = new SortVector(chosen.length);
    for (int i : chosen) {
      for (SortPattern get : options.gets()) {
        if (get.find(c, elements, i)) {
          get.copy(c);
          found.add(get.bytes(), get.from(), get.length());
        } else {
          found.add(NOTHING, 0, 0);
        }
      }
    }
    return found;
  }

  private static Draft list(Call c, int word, SortVector elements, int[] places, int from, int to) {
    Argv argv = c.argv();
    Draft draft = c.keys().store().newDraft(argv.array(), argv.offset(word), argv.length(word));
    ListEdit list = Lists.open(c, draft.site());
    long bytes = 0;
    for (int place = from; place < to; place++) {
      bytes += elements.length(places[place]);
    }
    list.expect(bytes, to - from);
    ListAppender appender = new ListAppender(list);
    for (int place = from; place < to; place++) {
      int i = places[place];
      appender.add(elements.text(), elements.start(i), elements.length(i));
    }
    appender.finish();
    list.settleLoaded();
    return draft;
  }

  private static void put(Call c, int word, @Nullable Draft list, int count) {
    if (list == null) {
      Destination.clear(c, word);
      return;
    }
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), word);
    door.putDraft(list, EntryTable.NO_EXPIRE);
    door.commit(EventClass.LIST, "sortstore", count);
  }
}
