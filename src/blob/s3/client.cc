#include "blob/s3/client.h"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>
#include <utility>

namespace imprint::s3 {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostAtOnce = 32;
constexpr int kAttempts = 3;

/// Longer after each attempt, and never the same for all that failed together.
milliseconds PauseAfter(int attempt, milliseconds first) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto base = (first * (1 << (attempt - 1))).count();
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(base / 2, base * 3 / 2)(random));
}

std::string NameOf(const Call& call) {
  return call.method + " " + (call.key.empty() ? "the bucket" : call.key);
}

}  // namespace

Client::Client(S3Options options)
    : options_(std::move(options)),
      signer_(options_.credentials, options_.region),
      pool_(kMostAtOnce) {}

std::string Client::KeyOf(std::string_view below) const {
  return options_.prefix.empty() ? std::string(below)
                                 : fmt::format("{}/{}", options_.prefix, below);
}

std::string Client::PathAt(const S3Place& place, std::string_view whole_key) {
  return place.path + "/" + UriEncode(whole_key, Slashes::kKeep);
}

Result<Answer> Client::Perform(const Call& call) const {
  Patience patience(options_.timeout);
  patience.Allow(std::max(call.body_size, call.work_bytes));
  for (int attempt = 1;; ++attempt) {
    bool again = false;
    auto answer = Attempt(call, patience, again);
    const milliseconds pause = PauseAfter(attempt, options_.first_pause);
    if (answer || !again || attempt == kAttempts || pause >= patience.Left()) return answer;
    std::this_thread::sleep_for(pause);
  }
}

Result<Answer> Client::Attempt(const Call& call, Patience& patience, bool& again) const {
  if (call.sink != nullptr) {
    if (auto restarted = call.sink->Restart(); !restarted) return Fail(restarted.error());
  }
  const auto lease = pool_.Take(patience.End());
  if (lease == nullptr) return Fail(Unavailable(NameOf(call) + ": too many requests wait"));
  const Wire wire = WireOf(call);
  Exchange exchange(lease.get(), wire, patience);
  const auto start = std::chrono::steady_clock::now();
  const CURLcode code = exchange.Run();
  options_.metrics->Add(Count::kBlobRequests);
  options_.metrics->Took(Duration::kBlob, std::chrono::steady_clock::now() - start);
  if (!exchange.own_failure()) return Fail(exchange.own_failure().error());
  const int status = exchange.answer().status;
  if (code == CURLE_OK && status >= 200 && status < 300) return std::move(exchange.answer());
  Failure failure = code == CURLE_OK ? StatusFailure(exchange.answer(), NameOf(call))
                                     : TransferFailure(code, exchange.Words(code), NameOf(call));
  if (failure.counts) options_.metrics->Add(Count::kBlobFailures);
  again = failure.again;
  return Fail(std::move(failure.error));
}

Wire Client::WireOf(const Call& call) const {
  const S3Place& place = options_.place;
  // A bucket's own path is "/" where its name stands in the host, and has no slash at its end
  // otherwise.
  std::string path = place.path.empty() ? "/" : place.path;
  if (!call.key.empty()) path = PathAt(place, KeyOf(call.key));
  const std::string query = CanonicalQuery(call.query);
  Wire wire;
  wire.method = call.method;
  wire.url = place.origin + path + (query.empty() ? "" : "?" + query);
  // Each attempt is signed anew: a signature holds for some minutes only.
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  wire.headers = signer_.SignHeaders(
      {call.method, place.host, path, call.query, call.headers, call.payload}, now);
  wire.body = call.body;
  wire.body_size = call.body_size;
  wire.sink = call.sink;
  wire.ca_file = options_.ca_file;
  wire.connect_timeout = options_.connect_timeout;
  wire.stall_timeout = options_.timeout;
  return wire;
}

}  // namespace imprint::s3
