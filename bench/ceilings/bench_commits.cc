// The ceiling of durable writes: how many small rows a second, each durable before its writer goes
// on, SQLite takes on this disk from so many writers. One commits by itself. More of them are
// threads that share commits (`--way queue`), or one thread that commits a row for each of them in
// one transaction and so wakes nobody (`--way batch`). Prints {"per_second", "p50_us", "p99_us"} as
// one JSON object.
// Usage: bench_commits --data DIR --waiting N --seconds S [--way queue|batch]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "commit_queue.h"
#include "row_writer.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBodyBytes = 300;
constexpr double kWarmUpSeconds = 0.5;

struct Settings {
  std::string data;
  unsigned waiting = 0;
  double seconds = 0;
  bool batch = false;
};

Settings SettingsOf(int argc, char** argv) {
  std::map<std::string_view, const char*> values = {{"--way", "queue"}};
  for (int i = 1; i + 1 < argc; i += 2) values[argv[i]] = argv[i + 1];
  for (const char* name : {"--data", "--waiting", "--seconds"}) {
    if (values.contains(name)) continue;
    std::fprintf(stderr,
                 "usage: bench_commits --data DIR --waiting N --seconds S "
                 "[--way queue|batch]\n");
    std::exit(2);
  }
  return {values["--data"], static_cast<unsigned>(std::atoi(values["--waiting"])),
          std::atof(values["--seconds"]), std::string_view(values["--way"]) == "batch"};
}

/// Returns when what it was made for is durable: a row, or one for each writer.
using Commit = std::function<void(std::string_view body)>;

struct Phase {
  std::atomic<bool> counting = false;
  std::atomic<bool> over = false;
};

/// One client's life: the microseconds of each commit that began while they count.
std::vector<double> CommitUntilOver(const Commit& commit, const Phase& phase) {
  std::vector<double> times;
  const std::string body(kBodyBytes, 'x');
  while (!phase.over) {
    const bool counts = phase.counting;
    const auto start = Clock::now();
    commit(body);
    if (!counts) continue;
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  return times;
}

void Pause(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

struct Outcome {
  double elapsed = 0;
  double rows_a_commit = 1;
  std::vector<double> times;  // of commits, ascending
};

Outcome Measure(const Commit& commit, unsigned threads, double seconds) {
  Phase phase;
  std::vector<std::vector<double>> times(threads);
  std::vector<std::thread> clients;
  for (auto& own : times) {
    clients.emplace_back([&] { own = CommitUntilOver(commit, phase); });
  }
  Pause(kWarmUpSeconds);
  const auto start = Clock::now();
  phase.counting = true;
  Pause(seconds);
  phase.over = true;
  for (auto& client : clients) client.join();
  Outcome outcome;
  outcome.elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  for (const auto& own : times) {
    outcome.times.insert(outcome.times.end(), own.begin(), own.end());
  }
  std::sort(outcome.times.begin(), outcome.times.end());
  return outcome;
}

Outcome MeasureBatch(RowWriter& writer, const Settings& settings) {
  std::vector<std::string_view> bodies(settings.waiting);
  Outcome outcome = Measure(
      [&](std::string_view body) {
        std::fill(bodies.begin(), bodies.end(), body);
        writer.Commit(bodies);
      },
      1, settings.seconds);
  outcome.rows_a_commit = settings.waiting;
  return outcome;
}

Outcome MeasureOn(RowWriter& writer, const Settings& settings) {
  if (settings.batch || settings.waiting == 1) return MeasureBatch(writer, settings);
  CommitQueue queue(writer);
  return Measure([&](std::string_view body) { queue.Commit(body); }, settings.waiting,
                 settings.seconds);
}

double Percentile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = SettingsOf(argc, argv);
  RowWriter writer(settings.data + "/commits.db");
  const Outcome outcome = MeasureOn(writer, settings);
  std::printf("{\"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
              outcome.rows_a_commit * static_cast<double>(outcome.times.size()) / outcome.elapsed,
              Percentile(outcome.times, 0.5), Percentile(outcome.times, 0.99));
}
