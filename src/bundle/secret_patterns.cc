#include "bundle/secret_patterns.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <memory>

#include "base/id.h"

namespace imprint {
namespace {

/// One form of credential. The first group, or all where there is none, is the credential.
struct Pattern {
  const char* what;
  const char* expression;
  bool guessed = false;  // by its surroundings only: the value itself has to look random, too
};

constexpr std::array kPatterns{
    Pattern{
        "a private key",
        R"(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[^-]*(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----)?)"},
    Pattern{"an AWS access key", R"(\b((?:AKIA|ASIA)[0-9A-Z]{16})\b)"},
    Pattern{"a GitHub token", R"(\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b)"},
    Pattern{"a GitLab token", R"(\b(glpat-[A-Za-z0-9_-]{20,}))"},
    Pattern{"a Slack token", R"(\b(xox[abeoprs]-[A-Za-z0-9-]{10,}))"},
    Pattern{"a Slack webhook", R"((hooks\.slack\.com/services/[A-Za-z0-9/]{20,}))"},
    Pattern{"a Stripe key", R"(\b((?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}))"},
    Pattern{"a Google API key", R"(\b(AIza[0-9A-Za-z_-]{35}))"},
    Pattern{"a Google OAuth secret", R"(\b(GOCSPX-[0-9A-Za-z_-]{20,}|ya29\.[0-9A-Za-z_-]{20,}))"},
    Pattern{"a SendGrid key", R"(\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}))"},
    Pattern{"a Twilio key", R"(\b(SK[0-9a-f]{32})\b)"},
    Pattern{"a Mailgun key", R"(\b(key-[0-9a-f]{32})\b)"},
    Pattern{"an npm token", R"(\b(npm_[A-Za-z0-9]{36})\b)"},
    Pattern{"an Anthropic key", R"(\b(sk-ant-[A-Za-z0-9_-]{32,}))"},
    Pattern{"an OpenAI key", R"(\b(sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}))"},
    Pattern{"a Shopify token", R"(\b(shp(?:at|ca|pa|ss)_[0-9a-f]{32})\b)"},
    Pattern{"a Square token", R"(\b(sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}))"},
    Pattern{"a DigitalOcean token", R"(\b(do[opr]_v1_[0-9a-f]{64})\b)"},
    Pattern{"a HubSpot token", R"(\b(pat-(?:na|eu)[0-9]-[0-9a-f]{8}-[0-9a-f-]{27})\b)"},
    Pattern{"a Databricks token", R"(\b(dapi[0-9a-f]{32})\b)"},
    Pattern{"an Atlassian token", R"(\b(ATATT3[A-Za-z0-9_=-]{60,}))"},
    Pattern{"a JSON Web Token",
            R"(\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}))"},
    Pattern{"a password in a URL",
            R"([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@"'<>{}]{0,}:([^\s/@"'<>{}]{3,})@)"},
    Pattern{
        "a credential in a URL",
        R"((?i)[?&](?:api[_-]?key|access[_-]?token|auth[_-]?token|token|secret|client[_-]?secret|password|signature|sig)=([^&\s"'<>{}#]{12,}))",
        true},
    Pattern{"a credential of a header",
            R"((?i)\b(?:bearer|basic|token)\s+([A-Za-z0-9+/_.=~-]{16,}))", true},
    Pattern{
        "a credential in a script",
        R"((?i)[A-Za-z0-9_$.-]*(?:password|passwd|secret|api[_-]?key|access[_-]?key|token|credential)[A-Za-z0-9_$]{0,40}["']?\s*[:=]\s*["'`]([^"'`\s<>{}$]{12,})["'`])",
        true},
};

/// The compiled patterns, and all of them as one, which most texts do not match.
class Patterns {
 public:
  Patterns() {
    std::string all;
    for (const Pattern& pattern : kPatterns) {
      if (!all.empty()) all += '|';
      all += "(?:" + std::string(pattern.expression) + ")";
    }
    re2::RE2::Options options = Options();
    options.set_never_capture(true);
    any_expression_ = std::make_unique<re2::RE2>(all, options);
    for (const Pattern& pattern : kPatterns) {
      each_.push_back(std::make_unique<re2::RE2>(pattern.expression, Options()));
    }
  }

  bool MayHold(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *any_expression_);
  }
  const re2::RE2& Of(std::size_t index) const { return *each_[index]; }

 private:
  static re2::RE2::Options Options() {
    re2::RE2::Options options(re2::RE2::Latin1);  // bytes: the forms are ASCII
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    return options;
  }

  std::unique_ptr<re2::RE2> any_expression_;
  std::vector<std::unique_ptr<re2::RE2>> each_;
};

const Patterns& AllPatterns() {
  static const Patterns patterns;
  return patterns;
}

bool IsPlaceholder(std::string_view value) {
  for (const std::string_view mark : {"<<", "{{", "${", "%(", "[["}) {
    if (value.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

double BitsPerCharacter(std::string_view value) {
  std::array<std::size_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

// What people write is mostly small letters in words; what machines draw mixes kinds.
bool LooksRandom(std::string_view value) {
  constexpr std::size_t kShortest = 12;
  constexpr double kLeastBits = 3.0;
  if (value.size() < kShortest || IsPlaceholder(value)) return false;
  const auto count = [&](int (*is)(int)) {
    return std::count_if(value.begin(), value.end(),
                         [is](char c) { return is(static_cast<unsigned char>(c)) != 0; });
  };
  if (count(std::isspace) > 0) return false;
  const bool digits = count(std::isdigit) > 1;
  const bool capitals = count(std::isupper) > 1;
  const bool smalls = count(std::islower) > 1;
  const int kinds = int{digits} + int{capitals} + int{smalls};
  return kinds >= 2 && (digits || value.size() >= 20) && BitsPerCharacter(value) >= kLeastBits;
}

std::string Folded(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) folded += static_cast<char>(std::tolower(byte));
  }
  return folded;
}

void Add(const re2::StringPiece& found, std::string_view text, std::string_view what,
         std::vector<SecretFind>& finds) {
  const auto begin = static_cast<std::size_t>(found.data() - text.data());
  finds.push_back({begin, begin + found.size(), what});
}

void FindAll(std::size_t index, std::string_view text, std::vector<SecretFind>& finds) {
  const Pattern& pattern = kPatterns[index];
  const re2::RE2& expression = AllPatterns().Of(index);
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 2> groups;
  const int wanted = 1 + std::min(1, expression.NumberOfCapturingGroups());
  for (std::size_t at = 0;
       expression.Match(whole, at, text.size(), re2::RE2::UNANCHORED, groups.data(), wanted);) {
    const re2::StringPiece& secret = wanted == 2 ? groups[1] : groups[0];
    const std::string_view value(secret.data(), secret.size());
    if (!IsPlaceholder(value) && (!pattern.guessed || LooksRandom(value))) {
      Add(secret, text, pattern.what, finds);
    }
    at = static_cast<std::size_t>(groups[0].data() - text.data()) +
         std::max<std::size_t>(groups[0].size(), 1);
  }
}

}  // namespace

std::vector<SecretFind> FindSecretsIn(std::string_view text) {
  std::vector<SecretFind> finds;
  if (!AllPatterns().MayHold(text)) return finds;
  for (std::size_t index = 0; index < kPatterns.size(); ++index) FindAll(index, text, finds);
  std::sort(finds.begin(), finds.end(), [](const SecretFind& a, const SecretFind& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t covered = 0;
  std::erase_if(finds, [&](const SecretFind& find) {
    if (find.begin < covered) return true;
    covered = find.end;
    return false;
  });
  return finds;
}

bool SoundsSecret(std::string_view name) {
  const std::string folded = Folded(name);
  for (const std::string_view part :
       {"password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey",
        "authkey", "authorization", "credential", "signingkey"}) {
    if (folded.find(part) != std::string::npos) return true;
  }
  for (const std::string_view whole : {"auth", "bearer", "cookie", "setcookie", "pwd", "pin"}) {
    if (folded == whole) return true;
  }
  return folded.ends_with("token");
}

bool IsNamedSecret(std::string_view name, std::string_view value) {
  if (!SoundsSecret(name) || Id::FromObjectIdText(value)) return false;
  for (const std::string_view scheme : {"https://", "http://", "/"}) {
    if (value.starts_with(scheme)) return false;  // FindSecretsIn looks into URLs
  }
  return LooksRandom(value);
}

}  // namespace imprint
