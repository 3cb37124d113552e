package io.jacinth.engine;

/** Saving and loading as INFO and the gates see them. Written by whoever saves and loads. */
public final class PersistenceState {
  private boolean saving;
  private boolean lastSaveFailed;
  private long lastSaveWallMs;
  private long lastSaveSeconds = -1;
  private long savingSinceMonoMs;
  private long dirtyAtSave;
  private long saves;
  private boolean loading;
  private boolean asyncLoading;
  private long loadingStartWallMs;
  private long loadingTotalBytes;
  private long loadingLoadedBytes;

  public void saveStarted(long monoMs) {
    saving = true;
    savingSinceMonoMs = monoMs;
  }

  /**
   * @param dirtyAtStart the keyspace's counter at the moment the image shows
   */
  public void saveEnded(boolean failed, long dirtyAtStart, long wallMs, long monoMs) {
    saving = false;
    lastSaveFailed = failed;
    lastSaveSeconds = (monoMs - savingSinceMonoMs) / 1000;
    if (!failed) {
      lastSaveWallMs = wallMs;
      dirtyAtSave = dirtyAtStart;
      saves++;
    }
  }

  /** The data counts as saved now: at start, after loading, after FLUSHALL. */
  public void saved(long dirtyNow, long wallMs) {
    dirtyAtSave = dirtyNow;
    lastSaveWallMs = wallMs;
  }

  public void loadingStarted(long totalBytes, boolean async, long wallMs) {
    loading = true;
    asyncLoading = async;
    loadingTotalBytes = totalBytes;
    loadingLoadedBytes = 0;
    loadingStartWallMs = wallMs;
  }

  public void loaded(long bytes) {
    loadingLoadedBytes += bytes;
  }

  public void loadingEnded() {
    loading = false;
    asyncLoading = false;
  }

  public boolean isSaving() {
    return saving;
  }

  public long savingSinceMonoMs() {
    return savingSinceMonoMs;
  }

  public boolean lastSaveFailed() {
    return lastSaveFailed;
  }

  public long lastSaveWallMs() {
    return lastSaveWallMs;
  }

  public long lastSaveSeconds() {
    return lastSaveSeconds;
  }

  /** The keyspace's dirty counter as of the last good save. */
  public long dirtyAtSave() {
    return dirtyAtSave;
  }

  public long saves() {
    return saves;
  }

  public boolean isLoading() {
    return loading;
  }

  public boolean isAsyncLoading() {
    return asyncLoading;
  }

  public long loadingStartWallMs() {
    return loadingStartWallMs;
  }

  public long loadingTotalBytes() {
    return loadingTotalBytes;
  }

  public long loadingLoadedBytes() {
    return loadingLoadedBytes;
  }
}
