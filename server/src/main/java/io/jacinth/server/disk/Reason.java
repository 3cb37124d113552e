package io.jacinth.server.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something could not be done with a file, in the system's words. */
public final class Reason {
  private Reason() {}

  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException none -> "No such file or directory";
      case AccessDeniedException denied -> "Permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
