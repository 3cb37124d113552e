package io.jacinth.simulation.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything that will happen, ordered by (time, sequence number). Two events of one instant happen
 * in the order in which they were scheduled, so the order never depends on the heap's shape.
 */
public final class EventQueue {
  private Event[] heap = new Event[1024];
  private int size;
  private long nextSeq;
  private long nowNs;
  private long executed;

  /** Something scheduled. */
  public static final class Event {
    private final long timeNs;
    private final long seq;
    private @Nullable Runnable action;

    private Event(long timeNs, long seq, Runnable action) {
      this.timeNs = timeNs;
      this.seq = seq;
      this.action = action;
    }

    /** It will not happen. Harmless when it has happened already. */
    public void cancel() {
      action = null;
    }

    public long timeNs() {
      return timeNs;
    }

    private boolean before(Event other) {
      return timeNs != other.timeNs ? timeNs < other.timeNs : seq < other.seq;
    }
  }

  /** Virtual time in nanoseconds since the world began. */
  public long nowNs() {
    return nowNs;
  }

  /** Events that have happened. */
  public long executed() {
    return executed;
  }

  /** Schedules; a time in the past means now. */
  public Event at(long timeNs, Runnable action) {
    Event event = new Event(Math.max(timeNs, nowNs), nextSeq++, action);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, event);
    return event;
  }

  /** Schedules {@code delayNs} from now. */
  public Event after(long delayNs, Runnable action) {
    return at(nowNs + delayNs, action);
  }

  /** Lets the next event happen unless it lies after {@code limitNs}; false if there is none. */
  public boolean runNext(long limitNs) {
    while (size > 0) {
      Event first = heap[0];
      if (first.timeNs > limitNs) {
        break;
      }
      removeFirst();
      Runnable action = first.action;
      if (action != null) {
        first.action = null;
        nowNs = first.timeNs;
        executed++;
        action.run();
        return true;
      }
    }
    nowNs = Math.max(nowNs, limitNs);
    return false;
  }

  private void removeFirst() {
    Event last = heap[--size];
    heap[size] = last;
    if (size > 0) {
      siftDown(last);
    }
  }

  private void siftUp(int from, Event event) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!event.before(heap[parent])) {
        break;
      }
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = event;
  }

  private void siftDown(Event event) {
    int index = 0;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].before(heap[child])) {
        child++;
      }
      if (!heap[child].before(event)) {
        break;
      }
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = event;
  }
}
