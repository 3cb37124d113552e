package io.jacinth.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.store.ElementReader;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Key with database, to value with expiry. */
final class Collected implements SnapshotSink {
  final Map<String, String> entries = new TreeMap<>();
  final Random random;
  int db = -1;
  boolean complete;
  String aborted = "";
  String longKey = "";
  long longExpiry;
  long longLength;
  final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

  final ElementReader elements;
  final WalkedStreams.Image stream;

  Collected(Random random, Store store) {
    this.random = random;
    stream = new WalkedStreams.Image(store);
    elements = store.newElementReader();
  }

  @Override
  public void database(int newDb, long keys, long expiring) {
    db = newDb;
  }

  void put(byte[] key, int keyLength, long expireAtWallMs, String value) {
    String name = db + "/" + new String(key, 0, keyLength, StandardCharsets.ISO_8859_1);
    assertThat(entries.put(name, value + "@" + expireAtWallMs)).as(name + " twice").isNull();
  }

  @Override
  public void string(
      long expireAtWallMs, byte[] key, int keyLength, byte[] value, int offset, int length) {
    String text = new String(value, offset, length, StandardCharsets.ISO_8859_1);
    put(key, keyLength, expireAtWallMs, text);
  }

  @Override
  public void integer(long expireAtWallMs, byte[] key, int keyLength, long value) {
    put(key, keyLength, expireAtWallMs, Long.toString(value));
  }

  @Override
  public void beginLong(long expireAtWallMs, byte[] key, int keyLength, long lengthBytes) {
    longKey = new String(key, 0, keyLength, StandardCharsets.ISO_8859_1);
    longExpiry = expireAtWallMs;
    longLength = lengthBytes;
  }

  @Override
  public void piece(byte[] bytes, int offset, int length) {
    pieces.write(bytes, offset, length);
    if (pieces.size() == longLength) {
      String text = pieces.toString(StandardCharsets.ISO_8859_1);
      byte[] key = longKey.getBytes(StandardCharsets.ISO_8859_1);
      put(key, key.length, longExpiry, text);
      pieces.reset();
    }
  }

  @Override
  public void packed(
      long expireAtWallMs,
      byte[] key,
      int keyLength,
      int type,
      int encoding,
      byte[] value,
      int offset,
      int length) {
    if (type == ValueTypes.SET) {
      put(key, keyLength, expireAtWallMs, members(encoding, value, offset).toString());
      return;
    }
    Map<String, String> fields = new TreeMap<>();
    ListpackBytes.visit(
        value,
        offset,
        new ListpackBytes.Visitor() {
          private String field = "";

          @Override
          public void text(byte[] bytes, int at, int len) {
            item(new String(bytes, at, len, StandardCharsets.ISO_8859_1));
          }

          @Override
          public void number(long number) {
            item(Long.toString(number));
          }

          private void item(String text) {
            if (field.isEmpty()) {
              field = text;
            } else {
              fields.put(field, text);
              field = "";
            }
          }
        });
    put(key, keyLength, expireAtWallMs, fields.toString());
  }

  private static TreeSet<String> members(int encoding, byte[] value, int offset) {
    TreeSet<String> members = new TreeSet<>();
    if (encoding != ValueTypes.ENCODING_INTSET) {
      ListpackBytes.visit(
          value,
          offset,
          new ListpackBytes.Visitor() {
            @Override
            public void text(byte[] bytes, int at, int len) {
              assertThat(members.add(new String(bytes, at, len, StandardCharsets.ISO_8859_1)))
                  .isTrue();
            }

            @Override
            public void number(long number) {
              assertThat(members.add(Long.toString(number))).isTrue();
            }
          });
      return members;
    }
    ByteBuffer intset = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(intset.getInt(offset)).isEqualTo(Short.BYTES);
    for (int i = 0; i < intset.getInt(offset + 4); i++) {
      members.add(Short.toString(intset.getShort(offset + 8 + Short.BYTES * i)));
    }
    return members;
  }

  int largeType;
  final Map<String, String> largeFields = new TreeMap<>();
  long largeCount;

  @Override
  public void beginLarge(
      long expireAtWallMs, byte[] key, int keyLength, int type, FrozenValue value) {
    longKey = new String(key, 0, keyLength, StandardCharsets.ISO_8859_1);
    longExpiry = expireAtWallMs;
    largeCount = value.count();
    largeType = type;
    largeFields.clear();
    if (type == ValueTypes.STREAM) {
      stream.begin(value);
    }
  }

  @Override
  public void element(FrozenValue value, int block) {
    if (largeType == ValueTypes.STREAM) {
      stream.element(value, block);
      return;
    }
    String field = new String(elements.key(block).bytes(), StandardCharsets.ISO_8859_1);
    String text =
        largeType == ValueTypes.SET
            ? ""
            : new String(elements.value(block).bytes(), StandardCharsets.ISO_8859_1);
    assertThat(largeFields.put(field, text)).as("field %s twice", field).isNull();
  }

  @Override
  public void endLarge(FrozenValue value) {
    byte[] key = longKey.getBytes(StandardCharsets.ISO_8859_1);
    if (largeType == ValueTypes.STREAM) {
      put(key, key.length, longExpiry, stream.end(value));
      return;
    }
    assertThat((long) largeFields.size()).isEqualTo(largeCount);
    boolean isSet = largeType == ValueTypes.SET;
    put(key, key.length, longExpiry, (isSet ? largeFields.keySet() : largeFields).toString());
  }

  @Override
  public boolean hasRoom() {
    return random.nextInt(10) > 0;
  }

  @Override
  public void complete() {
    complete = true;
  }

  @Override
  public void aborted(String reason) {
    aborted = reason;
  }
}
