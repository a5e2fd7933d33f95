#include "metrics/process_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>

namespace imprint {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

/// Field `number` of /proc/self/stat, counted from 1 as proc(5) does, from the third on: the second
/// is a name, which may hold anything.
std::optional<double> StatField(int number) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int at = 3; at <= number; ++at) fields >> field;
  double value = 0;
  if (!fields || std::sscanf(field.c_str(), "%lf", &value) != 1) return std::nullopt;
  return value;
}

std::optional<double> OpenFiles() {
  DIR* folder = ::opendir("/proc/self/fd");
  if (!folder) return std::nullopt;
  double count = -1;  // the folder itself
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_name[0] != '.') ++count;
  }
  ::closedir(folder);
  return count;
}

std::optional<double> MostFiles() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

std::optional<double> ProcessorSeconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return std::nullopt;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::optional<double> ResidentBytes() {
  const auto pages = StatField(24);
  if (!pages) return std::nullopt;
  return *pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::optional<double> BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == "btime" && file >> value) return value;
  }
  return std::nullopt;
}

std::optional<double> StartTime() {
  static const std::optional<double> start = []() -> std::optional<double> {
    const auto ticks = StatField(22);
    const auto boot = BootTime();
    if (!ticks || !boot) return std::nullopt;
    return *boot + *ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }();
  return start;
}

}  // namespace

MetricFamily SingleValue(const std::string& name, const std::string& help, MetricType type,
                         double value) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return family;
}

std::vector<MetricFamily> ProcessMetrics() {
  std::vector<MetricFamily> families;
  const auto add = [&](const char* name, const char* help, MetricType type,
                       std::optional<double> value) {
    if (value) families.push_back(SingleValue(name, help, type, *value));
  };
  add("process_resident_memory_bytes", "Resident memory in bytes", MetricType::Gauge,
      ResidentBytes());
  add("process_cpu_seconds_total", "Processor time in user and system mode", MetricType::Counter,
      ProcessorSeconds());
  add("process_open_fds", "Open file descriptors", MetricType::Gauge, OpenFiles());
  add("process_max_fds", "File descriptors that may be open", MetricType::Gauge, MostFiles());
  add("process_start_time_seconds", "Start of the process in seconds since 1970", MetricType::Gauge,
      StartTime());
  return families;
}

}  // namespace imprint
