package io.jacinth.cluster.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Who says a node is failing. A list: it holds as many entries as there are primaries that cannot
 * reach the node, and is empty for all others. Old reports are dropped when they are counted.
 */
public final class FailReports {
  private final List<Report> reports = new ArrayList<>(0);

  private static final class Report {
    final ClusterNode reporter;
    long monoMs;

    Report(ClusterNode reporter, long monoMs) {
      this.reporter = reporter;
      this.monoMs = monoMs;
    }
  }

  /** Adds or renews; true if the reporter had not reported. */
  public boolean add(ClusterNode reporter, long monoMs) {
    for (Report report : reports) {
      if (report.reporter == reporter) {
        report.monoMs = monoMs;
        return false;
      }
    }
    reports.add(new Report(reporter, monoMs));
    return true;
  }

  /** True if there was one. */
  public boolean remove(ClusterNode reporter) {
    return reports.removeIf(report -> report.reporter == reporter);
  }

  public boolean isEmpty() {
    return reports.isEmpty();
  }

  /** Reports not older than {@code maxAgeMs}, of any reporter (CLUSTER COUNT-FAILURE-REPORTS). */
  public int count(long monoMs, long maxAgeMs) {
    reports.removeIf(report -> monoMs - report.monoMs > maxAgeMs);
    return reports.size();
  }

  /** Those of them whose reporter has a vote now: a demoted primary's word no longer counts. */
  public int countVoters(long monoMs, long maxAgeMs) {
    count(monoMs, maxAgeMs);
    int voters = 0;
    for (Report report : reports) {
      if (report.reporter.isVoter()) {
        voters++;
      }
    }
    return voters;
  }
}
