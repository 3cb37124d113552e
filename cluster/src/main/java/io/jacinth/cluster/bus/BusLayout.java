package io.jacinth.cluster.bus;

/**
 * Offsets and sizes of a bus packet. All numbers are big endian.
 *
 * <p>Header of 2256 bytes: signature, total length, version, port, type, count, currentEpoch,
 * configEpoch, offset, sender id, slots, primary's id, own IP, number of extensions, 30 unused
 * bytes, second port, bus port, flags, state, three bytes of message flags; then the body.
 */
final class BusLayout {
  static final int HEADER_BYTES = 2256;
  static final int VERSION = 1;
  static final int ID_BYTES = 40;
  static final int IP_BYTES = 46;

  static final int TOTAL_LENGTH = 4;
  static final int VERSION_AT = 8;
  static final int PORT = 10;
  static final int TYPE = 12;
  static final int COUNT = 14;
  static final int CURRENT_EPOCH = 16;
  static final int CONFIG_EPOCH = 24;
  static final int OFFSET = 32;
  static final int SENDER = 40;
  static final int SLOTS = 80;
  static final int REPLICA_OF = 2128;
  static final int OWN_IP = 2168;
  static final int EXTENSIONS = 2214;
  static final int SECOND_PORT = 2246;
  static final int BUS_PORT = 2248;
  static final int FLAGS = 2250;
  static final int STATE = 2252;
  static final int MESSAGE_FLAGS = 2253;

  static final int GOSSIP_BYTES = 104;
  static final int GOSSIP_PING_SENT = 40;
  static final int GOSSIP_PONG_RECEIVED = 44;
  static final int GOSSIP_IP = 48;
  static final int GOSSIP_PORT = 94;
  static final int GOSSIP_BUS_PORT = 96;
  static final int GOSSIP_FLAGS = 98;
  static final int GOSSIP_SECOND_PORT = 100;

  static final int EXTENSION_HEADER_BYTES = 8;
  static final int EXTENSION_HOSTNAME = 0;
  static final int EXTENSION_NODENAME = 1;
  static final int EXTENSION_FORGOTTEN = 2;
  static final int EXTENSION_SHARD_ID = 3;

  static final int UPDATE_BYTES = 8 + ID_BYTES + 2048;
  static final int PUBLISH_FIXED_BYTES = 8;

  private BusLayout() {}
}
