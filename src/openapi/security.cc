#include "openapi/security.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json/text.h"
#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

// In the order in which they are preferred.
enum class Way { kBearer, kHeader, kToken, kQuery, kBasic, kCookie, kNone };

struct Scheme {
  std::string name;
  std::string type;
  Way way = Way::kNone;
  std::string parameter = {};  // the header's, query parameter's or cookie's name
};

using Alternative = std::set<std::string>;  // names of schemes, all of which are needed

constexpr std::size_t kAlternatives = 1000;

Way WayOf(const Scheme& scheme, std::string_view in, std::string_view http_scheme) {
  if (scheme.type == "oauth2" || scheme.type == "openIdConnect") return Way::kToken;
  if (scheme.type == "http" && EqualIgnoringCase(http_scheme, "bearer")) return Way::kBearer;
  if (scheme.type == "http" && EqualIgnoringCase(http_scheme, "basic")) return Way::kBasic;
  if (scheme.type != "apiKey") return Way::kNone;
  if (in == "header" && EqualIgnoringCase(scheme.parameter, "Authorization")) return Way::kBearer;
  if (in == "header" && IsHeaderName(scheme.parameter)) return Way::kHeader;
  if (in == "query" && FitsParamName(scheme.parameter)) return Way::kQuery;
  return in == "cookie" && IsHeaderName(scheme.parameter) ? Way::kCookie : Way::kNone;
}

Scheme ReadScheme(Source& source, const std::string& name) {
  const json::Value schemes =
      source.Get(source.Get(source.root(), "components"), "securitySchemes");
  std::string problem;
  const json::Value value = source.Follow(source.Get(schemes, name), problem);
  Scheme scheme;
  scheme.name = name;
  scheme.type = source.Text(value, "type", 32);
  scheme.parameter = source.Text(value, "name", kNameBytes);
  scheme.way = WayOf(scheme, source.Text(value, "in", 16), source.Text(value, "scheme", 32));
  return scheme;
}

// What the operation asks for, or what the document asks for where it says nothing.
std::vector<Alternative> Asked(Source& source, json::Value operation) {
  json::Value list = source.Get(operation, "security");
  if (!list.valid()) list = source.Get(source.root(), "security");
  std::vector<Alternative> asked;
  if (!IsArray(list)) return asked;
  source.Items(list, [&](json::Value item) {
    Alternative names;
    if (asked.size() >= kAlternatives || !IsObject(item)) return;
    source.Members(item, [&](const std::string& name, json::Value) {
      if (name.size() <= kNameBytes) names.insert(name);
    });
    asked.push_back(std::move(names));
  });
  return asked;
}

std::string Variable(const std::string& name, std::string_view otherwise) {
  std::string variable = SnakeCase(name, kToolNameBytes);
  return variable.empty() ? std::string(otherwise) : variable;
}

class Chooser {
 public:
  Chooser(Context& context, const std::vector<Operation>& operations)
      : context_(context), source_(context.source), operations_(operations) {}

  Auth Run() {
    for (const Operation& operation : operations_) {
      for (Alternative& names : Asked(source_, operation.value)) Count(std::move(names));
    }
    if (seen_.empty()) CountUnasked();
    const Candidate* best = nullptr;
    for (const Candidate& candidate : seen_) {
      if (candidate.names.empty() || !CanSay(candidate.names)) continue;
      if (best == nullptr || candidate.count > best->count ||
          (candidate.count == best->count && RankOf(candidate) < RankOf(*best))) {
        best = &candidate;
      }
    }
    NoteRest(best);
    if (best != nullptr) {
      for (const std::string& name : best->names) Apply(SchemeNamed(name));
    }
    return std::move(auth_);
  }

 private:
  struct Candidate {
    Alternative names;
    std::size_t count = 0;
  };

  void Count(Alternative names) {
    const auto [at, fresh] = places_.try_emplace(names, seen_.size());
    if (fresh && seen_.size() >= kAlternatives) {
      places_.erase(at);
      return;
    }
    if (fresh) seen_.push_back({std::move(names), 0});
    ++seen_[at->second].count;
  }

  // Many documents describe a scheme and forget to ask for it.
  void CountUnasked() {
    const json::Value schemes =
        source_.Get(source_.Get(source_.root(), "components"), "securitySchemes");
    source_.Members(schemes, [&](const std::string& name, json::Value) {
      if (name.size() <= kNameBytes) Count({name});
    });
    if (!seen_.empty()) Note("no operation asks for a scheme; one that is described is taken");
    if (seen_.empty()) Note("the document names no scheme; auth_type is NONE");
  }

  const Scheme& SchemeNamed(const std::string& name) {
    const auto known = schemes_.find(name);
    if (known != schemes_.end()) return known->second;
    return schemes_.emplace(name, ReadScheme(source_, name)).first->second;
  }

  bool CanSay(const Alternative& names) {
    int authorization = 0;
    int cookies = 0;
    for (const std::string& name : names) {
      const Way way = SchemeNamed(name).way;
      if (way == Way::kNone) return false;
      authorization += way == Way::kBearer || way == Way::kToken || way == Way::kBasic;
      cookies += way == Way::kCookie;
    }
    return authorization <= 1 && cookies <= 1;
  }

  int RankOf(const Candidate& candidate) {
    int rank = 0;
    for (const std::string& name : candidate.names)
      rank += 1 + static_cast<int>(SchemeNamed(name).way);
    return rank;
  }

  void NoteRest(const Candidate* best) {
    for (const Candidate& candidate : seen_) {
      if (&candidate == best || candidate.names.empty()) continue;
      if (CanSay(candidate.names)) continue;
      for (const std::string& name : candidate.names) {
        if (SchemeNamed(name).way == Way::kNone) {
          Note(fmt::format("`{}` ({}) cannot be expressed", name, SchemeNamed(name).type));
        }
      }
    }
  }

  void Apply(const Scheme& scheme) {
    auth_.schemes.insert(scheme.name);
    switch (scheme.way) {
      case Way::kBearer:
        auth_.api_key = true;
        return Note(
            fmt::format("`{}` is the integration's key, sent as a bearer token", scheme.name));
      case Way::kToken:
        auth_.api_key = true;
        return Note(
            fmt::format("`{}` ({}): its flow is not expressed; an access token is given as the key",
                        scheme.name, scheme.type));
      case Way::kHeader:
        return Secret(scheme, scheme.parameter, Variable(scheme.parameter, "api_key"), "{}");
      case Way::kBasic:
        return Secret(scheme, "Authorization", "basic_credentials", "Basic {}");
      case Way::kCookie:
        return Secret(scheme, "Cookie", Variable(scheme.parameter, "api_key"),
                      scheme.parameter + "={}");
      case Way::kQuery:
        return QueryKey(scheme);
      case Way::kNone:
        return;
    }
  }

  // The form may hold braces of the document's, so it is no format string.
  void Secret(const Scheme& scheme, const std::string& header, const std::string& variable,
              std::string form) {
    form.replace(form.rfind("{}"), 2, fmt::format("<<{}>>", variable));
    auth_.headers[header] = form;
    Note(fmt::format("`{}` is the header {}; its secret is the variable <<{}>>{}", scheme.name,
                     header, variable,
                     scheme.way == Way::kBasic ? ", the Base64 of \"user:password\"" : ""));
  }

  void QueryKey(const Scheme& scheme) {
    const std::string variable = Variable(scheme.parameter, "api_key");
    Param param{scheme.parameter};
    param.description = "The key of the API.";
    param.required = true;
    param.fixed = json::Quote(fmt::format("<<{}>>", variable));
    auth_.query.push_back(std::move(param));
    Note(fmt::format("`{}` is the query parameter {}; its secret is the variable <<{}>>",
                     scheme.name, scheme.parameter, variable));
  }

  void Note(std::string_view text) { context_.notes.Add("security", text); }

  Context& context_;
  Source& source_;
  const std::vector<Operation>& operations_;
  std::map<Alternative, std::size_t> places_;
  std::vector<Candidate> seen_;
  std::map<std::string, Scheme> schemes_;
  Auth auth_;
};

}  // namespace

Auth ChooseAuth(Context& context, const std::vector<Operation>& operations) {
  return Chooser(context, operations).Run();
}

void AddAuth(Context& context, const Auth& auth, const Operation& operation, Tool& tool) {
  const auto asked = Asked(context.source, operation.value);
  const bool satisfied =
      asked.empty() || std::any_of(asked.begin(), asked.end(), [&](const auto& names) {
        return std::includes(auth.schemes.begin(), auth.schemes.end(), names.begin(), names.end());
      });
  if (!satisfied) {
    context.notes.Add(operation.Place(),
                      fmt::format("asks for `{}`, which the integration does not send",
                                  fmt::join(asked.front(), "` and `")));
  }
  std::erase_if(tool.headers, [&](const auto& header) {
    return std::any_of(auth.headers.begin(), auth.headers.end(),
                       [&](const auto& own) { return EqualIgnoringCase(own.first, header.first); });
  });
  if (asked.empty() && !auth.query.empty() &&
      context.source.Get(operation.value, "security").valid()) {
    return;
  }
  for (const Param& param : auth.query) {
    std::erase_if(tool.query, [&](const Param& other) { return other.name == param.name; });
    tool.query.push_back(param);
  }
}

}  // namespace imprint::openapi
