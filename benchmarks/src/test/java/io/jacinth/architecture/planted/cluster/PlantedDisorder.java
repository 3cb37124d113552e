package io.jacinth.architecture.planted.cluster;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.channels.Channel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.Timer;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One use of everything that is banned from simulated modules. */
@SuppressWarnings("all")
final class PlantedDisorder {
  @Nullable Thread thread;
  @Nullable ThreadLocal<String> local;
  @Nullable ProcessBuilder process;
  @Nullable SecureRandom secure;
  @Nullable IdentityHashMap<String, String> identities;
  @Nullable WeakHashMap<String, String> weak;
  @Nullable Timer timer;
  @Nullable File file;
  @Nullable FileInputStream in;
  @Nullable FileOutputStream out;
  @Nullable RandomAccessFile random;
  @Nullable InetAddress address;
  @Nullable Channel channel;
  @Nullable Path path;
  @Nullable ConcurrentHashMap<String, String> concurrent;
  TimeUnit allowed = TimeUnit.SECONDS;

  List<Object> calls(Object any, TimeUnit unit, List<String> list) {
    Collections.shuffle(list);
    return List.of(
        List.of(
            System.currentTimeMillis(),
            System.nanoTime(),
            System.identityHashCode(any),
            any.hashCode(),
            unit.hashCode(),
            Math.random(),
            UUID.randomUUID(),
            new Random()),
        List.of(
            String.format("%d", 1),
            "%d".formatted(1),
            "A".toLowerCase(),
            "a".toUpperCase(),
            RandomGenerator.getDefault(),
            Locale.getDefault(),
            TimeZone.getDefault(),
            Charset.defaultCharset()),
        List.of(
            Set.of(1, 2),
            Set.copyOf(list),
            Map.of(1, 2),
            Map.ofEntries(),
            Map.copyOf(Map.of()),
            list.stream().collect(Collectors.toUnmodifiableSet()),
            list.stream().collect(Collectors.toUnmodifiableMap(a -> a, a -> a))),
        List.of(
            ZoneId.systemDefault(),
            Clock.systemUTC(),
            Clock.systemDefaultZone(),
            Instant.now(),
            LocalDate.now(),
            LocalTime.now(),
            LocalDateTime.now(),
            ZonedDateTime.now(),
            OffsetDateTime.now()));
  }
}
