#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/connection_candidates.h"
#include "app/services.h"
#include "app/variable_uses.h"
#include "app/working_memory.h"

namespace imprint {

/// What becomes of a template's connection that the request binds to nothing.
enum class BindRule : std::uint8_t {
  kExplicit,     // it stays unbound, with its candidates
  kUnambiguous,  // it gets the only candidate that is better than by its type alone
};

/// What an install is to be, as the client wrote it. Exactly one of `from_template` and `run_key`.
struct PlanRequest {
  AccountId account;
  std::optional<TemplateId> from_template;
  std::string run_key;
  bool credentials_as_variables = false;           // of an uploaded bundle (app/content)
  std::optional<std::uint32_t> version;            // of the template; absent: its content now
  std::string name;                                // of the integration; empty: the template's
  std::map<std::string, std::string> connections;  // the template's -> the account's
  bool create_connections = false;  // connections that are bound to nothing become new ones
  BindRule bind = BindRule::kExplicit;
  std::map<std::string, std::string> variables;  // name -> JSON text
  bool use_saved = false;                        // what the last install had, where nothing is said
  std::string base_url;                          // of Diga's; empty: the template's
  std::map<std::string, std::string> secrets;    // of Diga's: "auth_key"
  std::string stack;                             // empty: the template's
  bool sandbox = false;
  std::vector<std::string> select;  // template ids of resources; empty: all
  std::string into;                 // an integration of the account; empty: the template's own
};

/// A resource that would be created.
struct PlannedResource {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;           // as it would be installed
  std::vector<Id> needed_by;  // template ids, a few; empty for what was selected itself
};

/// Who bound a connection.
enum class BoundBy : std::uint8_t { kRequest, kSaved, kUnambiguous };

struct PlannedConnection {
  Id template_id;
  std::string name;
  std::string type;
  std::string host;  // empty where the template tells none
  struct Bound {
    ResourceId id;
    std::string name;
    BoundBy by = BoundBy::kRequest;
  };
  std::optional<Bound> bound;
  bool created = false;                         // it would become a connection of the installation
  std::vector<ConnectionCandidate> candidates;  // the best first
};

struct PlannedVariable {
  std::string name;
  VariableType type = VariableType::kString;
  bool filled = false;
  bool saved = false;                        // filled with what the last install had
  std::optional<std::string> value;          // JSON text, where it is filled; never of a secret
  std::optional<std::string> default_value;  // what the last install had, where it is not taken
  VariableUses uses;                         // a variable without any needs no value
};

/// Something to be entered by a person: with the install or behind it.
struct PlannedSecret {
  std::string name;
  Id template_id;  // empty for what belongs to the installation as a whole
  std::string message;
};

/// A note on a place of the template; `template_id` is empty where it is about all of it.
struct PlanNote {
  std::string code;
  std::string message;
  Id template_id;
  std::string path;
};

/// All that is known of an install before it is made.
struct Plan {
  Hash fingerprint;
  bool installable = false;  // there are no problems
  Dialect dialect = Dialect::kIntegrator;
  struct Source {
    TemplateId id;
    std::string name;
  };
  std::optional<Source> from_template;
  std::optional<std::uint32_t> version_number;  // absent for a run key
  std::optional<std::string> deprecated;        // why
  std::optional<VersionSignature> signature;
  Hash version;
  bool stack_required = false;                 // it names a stack, and the request none
  std::vector<PlannedResource> resources;      // in the order of the install
  std::vector<PlannedConnection> connections;  // those needed, in the version's order
  std::vector<PlannedVariable> variables;      // in the version's order
  std::vector<PlannedSecret> secrets;
  std::vector<PlanNote> not_followed;  // references that lead out of the template
  std::vector<PlanNote> warnings;
  /// All of them, up to limits.bundle_problems and one that counts the rest. `field` is
  /// "connections.<template id>" (its candidates are in `connections`), "variables.<name>",
  /// "select[<index>]", "secrets.<name>", "name", "into", "stack", "baseUrl" ...
  std::vector<Problem> problems;
  struct Into {
    ResourceId id;
    std::string name;
  };
  std::optional<Into> into;
  HeldMemory held = {};  // for the answer, until that is sent
};

/// Says what an install would do, and changes nothing. What keeps an install from being made is a
/// problem of the plan; only where there is nothing to be planned is it an error: kNotFound (field
/// "template" or "version") and the others of LoadVersion, and those of ContentOfUpload.
///
/// The fingerprint is a keyed digest of the request and of all that the plan relies on: the version
/// and whether it can be seen, is deprecated or signed, the connections bound and the integration
/// installed into, as they are now. Equal requests in equal states have equal fingerprints, in
/// every process of one server.
Result<Plan> MakePlan(const Services& services, const PlanRequest& request);

}  // namespace imprint
