#include "store/postgres/target.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>

namespace imprint::postgres {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Options ParseOptions(const std::string& url) {
  char* problem = nullptr;
  Options options(PQconninfoParse(url.c_str(), &problem), &PQconninfoFree);
  PQfreemem(problem);
  return options;
}

bool HasScheme(std::string_view url) {
  return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

// A password whose special characters are not encoded ends up in other parts, which libpq's errors
// and this program's messages show.
bool MayHoldPassword(std::string_view keyword, std::string_view value) {
  if (keyword == "port") return value.find_first_not_of("0123456789,") != std::string_view::npos;
  return (keyword == "host" || keyword == "dbname") && value.find('@') != std::string_view::npos;
}

tl::unexpected<Error> NotUnderstood() {
  return Fail(ErrorCode::kInvalidField,
              "The database's URL cannot be understood: "
              "postgres://USER:PASSWORD@HOST:PORT/DATABASE is expected, with special characters "
              "of its parts percent-encoded.");
}

// "a,b,c"; libpq has checked that lists which belong together are as long.
std::vector<std::string> Parts(const std::string& list) {
  std::vector<std::string> parts;
  if (list.empty()) return parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = list.find(',', begin);
    parts.push_back(list.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

}  // namespace

Result<Target> Target::Parse(std::string_view url, std::chrono::seconds dead_after) {
  const Options options = ParseOptions(std::string(url));
  if (!HasScheme(url) || !options || url.find('\0') != std::string_view::npos) {
    return NotUnderstood();
  }
  Target target;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    if (MayHoldPassword(option->keyword, option->val)) return NotUnderstood();
    target.parameters_.emplace_back(option->keyword, option->val);
  }
  const auto third = std::to_string(std::max<std::int64_t>(dead_after.count() / 3, 1));
  target.SetIfMissing("application_name", "imprint");
  target.SetIfMissing("client_encoding", "UTF8");
  target.SetIfMissing("keepalives_idle", third);
  target.SetIfMissing("keepalives_interval", third);
  target.SetIfMissing("keepalives_count", "2");
  target.SetIfMissing("tcp_user_timeout", std::to_string(dead_after.count() * 1000));
  return target;
}

std::vector<Target> Target::Hosts() const {
  const auto hosts = Parts(Value("host"));
  const auto addresses = Parts(Value("hostaddr"));
  const auto ports = Parts(Value("port"));
  const std::size_t count = std::max(hosts.size(), addresses.size());
  if (count < 2) return {*this};
  std::vector<Target> targets(count, *this);
  for (std::size_t i = 0; i < count; ++i) {
    for (auto& [keyword, value] : targets[i].parameters_) {
      if (keyword == "host" && i < hosts.size()) value = hosts[i];
      if (keyword == "hostaddr" && i < addresses.size()) value = addresses[i];
      if (keyword == "port" && !ports.empty()) value = ports.size() == 1 ? ports[0] : ports.at(i);
    }
  }
  return targets;
}

std::string Target::Value(std::string_view keyword) const {
  for (const auto& [name, value] : parameters_) {
    if (name == keyword) return value;
  }
  return "";
}

void Target::SetIfMissing(const char* keyword, std::string value) {
  if (Value(keyword).empty()) parameters_.emplace_back(keyword, std::move(value));
}

std::string Target::Text() const {
  std::string text;
  if (const auto user = Value("user"); !user.empty()) text += user + "@";
  text += Value("host");
  if (const auto port = Value("port"); !port.empty()) text += ":" + port;
  return Redacted(text + "/" + Value("dbname"));
}

std::string Target::Redacted(std::string text) const {
  const char* from_environment = std::getenv("PGPASSWORD");
  for (const std::string& secret :
       {Value("password"), Value("sslpassword"),
        std::string(from_environment != nullptr ? from_environment : "")}) {
    if (secret.empty()) continue;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

}  // namespace imprint::postgres
