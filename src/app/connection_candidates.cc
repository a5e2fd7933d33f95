#include "app/connection_candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"

namespace imprint {
namespace {

// Where the models of connections tell what they lead to.
constexpr std::string_view kHostPaths[] = {"http.baseURI", "rest.baseURI", "mcp.http.baseURI",
                                           "ftp.hostURI",  "rdbms.host",   "jdbc.host",
                                           "mongodb.host"};

// Types that are made for one application, whatever their documents say.
constexpr std::string_view kApplicationTypes[] = {"netsuite", "salesforce"};

constexpr int WeightOf(CandidateReason reason) {
  // Each outweighs all before it.
  return 1 << static_cast<int>(reason);
}

std::string TextAt(json::Value root, std::string_view path) {
  const json::Value value = root.At(path);
  return value.valid() && value.is_string() ? value.string() : std::string();
}

// The host of an address, with or without a scheme; "" where it is not known yet.
std::string HostIn(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos) {
    address.remove_prefix(scheme + 3);
  }
  address = address.substr(0, address.find_first_of("/?#"));
  if (const auto user = address.rfind('@'); user != std::string_view::npos) {
    address.remove_prefix(user + 1);
  }
  const bool is_v6 = address.starts_with('[');
  const std::size_t end = is_v6 ? address.find(']') : address.find(':');
  if (end != std::string_view::npos) address = address.substr(0, is_v6 ? end + 1 : end);
  if (address.find_first_of("<>{} ") != std::string_view::npos) return {};
  std::string host(address);
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (host.ends_with('.')) host.pop_back();
  return host;
}

std::string HostOf(json::Value root) {
  for (const std::string_view path : kHostPaths) {
    std::string host = HostIn(TextAt(root, path));
    if (!host.empty()) return host;
  }
  return {};
}

// A connection may name its application in several ways, and another one by some of them only.
std::vector<std::string> ApplicationsOf(json::Value root, const std::string& type) {
  std::vector<std::string> names;
  for (const std::string_view path : {"assistant", "http.assistant", "rest.assistant"}) {
    const std::string assistant = TextAt(root, path);
    if (!assistant.empty()) names.push_back("assistant:" + assistant);
  }
  const std::string connector = TextAt(root, "http._httpConnectorId");
  if (!connector.empty()) names.push_back("connector:" + connector);
  if (std::find(std::begin(kApplicationTypes), std::end(kApplicationTypes), type) !=
      std::end(kApplicationTypes)) {
    names.push_back("type:" + type);
  }
  return names;
}

bool ShareOne(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

std::vector<CandidateReason> ReasonsFor(const ConnectionTraits& wanted, const ConnectionTraits& own,
                                        const std::optional<Id>& mapped_before) {
  std::vector<CandidateReason> reasons;
  if (ShareOne(wanted.applications, own.applications)) {
    reasons.push_back(CandidateReason::kSameApplication);
  }
  if (!wanted.host.empty() && wanted.host == own.host) {
    reasons.push_back(CandidateReason::kSameHost);
  }
  if (mapped_before == own.id) reasons.push_back(CandidateReason::kMappedBefore);
  return reasons;
}

int ScoreOf(const std::vector<CandidateReason>& reasons) {
  int score = 0;
  for (const CandidateReason reason : reasons) score += WeightOf(reason);
  return score;
}

AcceptedConnection Refused(std::string message, const std::string& field) {
  return {{}, {}, Problem{ErrorCode::kConnectionMismatch, std::move(message), field}};
}

}  // namespace

ConnectionTraits TraitsOf(const Id& id, const std::string& document) {
  ConnectionTraits traits;
  traits.id = id;
  const auto parsed = json::Document::Parse(document, json::kStoredDepth);
  if (!parsed) return traits;
  const json::Value root = parsed->root();
  traits.name = root.StringMember("name").value_or("");
  traits.type = root.StringMember("type").value_or("");
  traits.host = HostOf(root);
  traits.applications = ApplicationsOf(root, traits.type);
  return traits;
}

ConnectionTraits TraitsOf(const CompiledVersion& version, const Installation& installation,
                          std::uint32_t ordinal) {
  std::string document;
  RenderInstalled(version, installation, ordinal, document);
  ConnectionTraits traits = TraitsOf(version.resources[ordinal].template_id, document);
  traits.type = version.resources[ordinal].type;
  return traits;
}

Result<std::vector<ConnectionTraits>> ListConnectionTraits(World& world) {
  std::vector<ConnectionTraits> all;
  Status listed = world.ForEach(Model::kConnection, [&](const Id& id, const std::string& document) {
    all.push_back(TraitsOf(id, document));
  });
  if (!listed) return Pass(listed);
  return all;
}

std::vector<ConnectionCandidate> RankCandidates(const ConnectionTraits& wanted,
                                                const std::vector<ConnectionTraits>& own,
                                                const std::optional<Id>& mapped_before) {
  // Both sides may be thousands: only what is given is copied.
  struct Judged {
    int score;
    const ConnectionTraits* own;
  };
  std::vector<Judged> judged;
  for (const ConnectionTraits& connection : own) {
    if (!wanted.type.empty() && connection.type != wanted.type) continue;
    judged.push_back({ScoreOf(ReasonsFor(wanted, connection, mapped_before)), &connection});
  }
  const auto end = judged.begin() + static_cast<std::ptrdiff_t>(
                                        std::min(judged.size(), std::size_t{kMostCandidates}));
  std::partial_sort(judged.begin(), end, judged.end(), [](const Judged& a, const Judged& b) {
    return std::tie(b.score, a.own->name, a.own->id) < std::tie(a.score, b.own->name, b.own->id);
  });
  std::vector<ConnectionCandidate> ranked;
  for (auto one = judged.begin(); one != end; ++one) {
    ranked.push_back({ResourceId(one->own->id), one->own->name, one->score,
                      ReasonsFor(wanted, *one->own, mapped_before)});
  }
  return ranked;
}

std::optional<ResourceId> UnambiguousAmong(const std::vector<ConnectionCandidate>& ranked) {
  if (ranked.empty() || ranked.front().score == 0) return std::nullopt;
  if (ranked.size() > 1 && ranked[1].score == ranked[0].score) return std::nullopt;
  return ranked.front().id;
}

Result<AcceptedConnection> AcceptConnection(World& world, const CompiledResource& wanted,
                                            const std::string& value, const std::string& field) {
  const auto id = Id::FromObjectIdText(value);
  std::optional<FoundResource> found;
  if (id) {
    auto looked_up = world.Find(*id);
    if (!looked_up) return Pass(looked_up);
    found = std::move(*looked_up);
  }
  if (!found || found->model != Model::kConnection) {
    return Refused(fmt::format("You have no connection with the id given for {}.",
                               DescribedConnection(wanted)),
                   field);
  }
  const ConnectionTraits traits = TraitsOf(*id, found->document);
  if (!wanted.type.empty() && traits.type != wanted.type) {
    return Refused(
        fmt::format("Connection {} is of type {}, and {} is expected.", value,
                    traits.type.empty() ? "unknown" : traits.type, DescribedConnection(wanted)),
        field);
  }
  return AcceptedConnection{*id, traits.name, {}};
}

std::string DescribedConnection(const CompiledResource& connection) {
  constexpr std::size_t kLongest = 100;
  return fmt::format(
      "{} (\"{}\", type {})", connection.template_id.Text(),
      json::Shorten(connection.name, kLongest),
      connection.type.empty() ? "unknown" : json::Shorten(connection.type, kLongest));
}

}  // namespace imprint
