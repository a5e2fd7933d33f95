// One client that has one request at a time over one connection, and keeps the time of each. Asks
// for the lines of FILE in turn, over and over: METHOD PATH [BODY], and behind a tab a token that
// is not TOKEN. Any answer but 2xx ends it with an error. Prints {"requests", "per_second",
// "p50_us", "p90_us", "p99_us", "max_us"} as one JSON object. Usage: bench_client --url
// http://127.0.0.1:PORT --requests FILE --seconds S [--warm-up S]
//        [--token TOKEN]
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connection.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kHost = "http://127.0.0.1:";

struct Settings {
  unsigned short port = 0;
  std::string requests;
  std::string token;
  double seconds = 0;
  double warm_up = 0;
};

unsigned short PortOf(std::string_view url) {
  unsigned short port = 0;
  if (url.starts_with(kHost)) {
    url.remove_prefix(kHost.size());
    std::from_chars(url.data(), url.data() + url.size(), port);
  }
  if (port == 0) Die("--url is not http://127.0.0.1:PORT");
  return port;
}

Settings SettingsOf(int argc, char** argv) {
  std::map<std::string_view, const char*> values = {{"--token", ""}, {"--warm-up", "0"}};
  for (int i = 1; i + 1 < argc; i += 2) values[argv[i]] = argv[i + 1];
  for (const char* name : {"--url", "--requests", "--seconds"}) {
    if (!values.contains(name)) Die(std::string(name) + " is missing");
  }
  return {PortOf(values["--url"]), values["--requests"], values["--token"],
          std::atof(values["--seconds"]), std::atof(values["--warm-up"])};
}

/// The part of `line` before `end`, or all of it; `line` keeps what comes behind.
std::string_view Take(std::string_view& line, char end) {
  const std::size_t at = line.find(end);
  const std::string_view taken = line.substr(0, at);
  line.remove_prefix(at == std::string_view::npos ? line.size() : at + 1);
  return taken;
}

std::string RequestOf(std::string_view line, const Settings& settings) {
  std::string_view own_token = line;
  line = Take(own_token, '\t');
  const std::string_view token = own_token.empty() ? settings.token : own_token;
  const std::string_view method = Take(line, ' ');
  const std::string_view path = Take(line, ' ');
  if (!path.starts_with('/')) Die("a line of requests is not METHOD PATH [BODY]");
  std::string request;
  request.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
  request.append(std::to_string(settings.port)).append("\r\n");
  if (!token.empty()) request.append("Authorization: Bearer ").append(token).append("\r\n");
  if (!line.empty()) {
    request.append("Content-Type: application/json\r\nContent-Length: ");
    request.append(std::to_string(line.size())).append("\r\n");
  }
  return request.append("\r\n").append(line);
}

std::vector<std::string> RequestsOf(const Settings& settings) {
  std::ifstream file(settings.requests);
  std::vector<std::string> requests;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) requests.push_back(RequestOf(line, settings));
  }
  if (requests.empty()) Die("no requests in " + settings.requests);
  return requests;
}

class Client {
 public:
  Client(unsigned short port, const std::vector<std::string>& requests)
      : connection_(port), requests_(requests) {}

  /// The microseconds of each request that began within so many seconds.
  std::vector<double> Run(double seconds, double& elapsed) {
    std::vector<double> times;
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration<double>(seconds);
    auto now = start;
    while (now < end) {
      AskNext();
      const auto then = now;
      now = Clock::now();
      times.push_back(std::chrono::duration<double, std::micro>(now - then).count());
    }
    elapsed = std::chrono::duration<double>(now - start).count();
    return times;
  }

 private:
  void AskNext() {
    const std::string& request = requests_[next_];
    next_ = next_ + 1 == requests_.size() ? 0 : next_ + 1;
    const int status = connection_.Ask(request);
    if (status >= 200 && status < 300) return;
    Die("status " + std::to_string(status) + " for " + request.substr(0, request.find(" HTTP")));
  }

  Connection connection_;
  const std::vector<std::string>& requests_;
  std::size_t next_ = 0;
};

/// As bench_commits takes it, so that both can be compared.
double Percentile(std::vector<double>& times, double part) {
  if (times.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + at, times.end());
  return times[static_cast<std::size_t>(at)];
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = SettingsOf(argc, argv);
  const std::vector<std::string> requests = RequestsOf(settings);
  Client client(settings.port, requests);
  double elapsed = 0;
  if (settings.warm_up > 0) client.Run(settings.warm_up, elapsed);
  std::vector<double> times = client.Run(settings.seconds, elapsed);
  if (times.empty()) Die("nothing was asked");
  std::printf(
      "{\"requests\": %zu, \"per_second\": %.1f, \"p50_us\": %.1f, \"p90_us\": %.1f, "
      "\"p99_us\": %.1f, \"max_us\": %.1f}\n",
      times.size(), static_cast<double>(times.size()) / elapsed, Percentile(times, 0.5),
      Percentile(times, 0.9), Percentile(times, 0.99), Percentile(times, 1));
}
