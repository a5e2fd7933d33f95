#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"
#include "bundle/bundle_source.h"
#include "model/model.h"

namespace imprint {

/// What becomes of credentials in the files of a template.
enum class SecretPolicy {
  kRefuse,     // the template is refused
  kVariables,  // <<variables>> stand in their places
};

/// A credential in a document: [begin, end) are positions in its text.
struct DocumentSecret {
  // Keys and indexes, the first 500 bytes or so, and what it is called: "Authorization". Keys and
  // names have at most 256 bytes.
  std::vector<std::variant<std::string, std::size_t>> path;
  std::string name;
  std::string_view what;  // "a GitHub token"
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool in_key = false;
  bool quoted = true;  // inside a string; otherwise a token of its own
};

/// Everything in `value` that looks like a credential by its form, or by its name (of the member,
/// or of a "name" or "key" beside a "value"), ascending. With a model, also what stands in its
/// credential fields (SecretsOf), whatever it looks like.
std::vector<DocumentSecret> FindSecrets(json::Value value, std::optional<Model> model = {});

/// "http.headers[0].value"
std::string DottedPath(const DocumentSecret& secret);

/// What its author is told.
std::string SecretMessage(std::string_view what);

/// Gives every credential a variable: equal ones the same, named after where the first stands.
class SecretNames {
 public:
  std::string NameOf(const DocumentSecret& secret, std::string_view credential);
  std::string NameOf(std::string_view what, std::string_view credential);
  /// Never gives a name that the text has a <<placeholder>> of.
  void ReserveIn(std::string_view text);
  /// The names given so far, in that order.
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::string Named(std::string wanted, std::string_view credential);

  std::unordered_map<std::string, std::string> by_credential_;
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> next_;  // number to try, by the name without one
  std::vector<std::string> all_;
};

/// The document's text with variables in the places of credentials. Keys stay.
std::string WithVariables(json::Value root, std::optional<Model> model, SecretNames& names);

/// A bundle with variables in the places of credentials. Files that cannot be read or understood
/// are passed on as they are.
class WithoutSecrets final : public BundleSource {
 public:
  /// Reads every file twice, so that names do not depend on the order of reading. `files` must
  /// outlive this.
  WithoutSecrets(BundleSource& files, std::size_t max_depth);

  std::size_t size() const override { return files_.size(); }
  std::string_view path(std::size_t index) const override { return files_.path(index); }
  Result<std::string_view> Read(std::size_t index, std::string& buffer) override;

  const std::vector<std::string>& names() const { return names_.all(); }

 private:
  std::string Replaced(std::size_t index, std::string_view bytes);

  BundleSource& files_;
  const std::size_t max_depth_;
  SecretNames names_;
};

}  // namespace imprint
