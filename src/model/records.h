#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "model/model.h"

namespace imprint {

/// The SHA-256 of some content: what names a blob, a template version or a token without being it.
struct Hash {
  std::array<std::uint8_t, 32> bytes{};
  friend bool operator==(const Hash&, const Hash&) = default;
  friend auto operator<=>(const Hash&, const Hash&) = default;
};

/// Who owns things. Names are unique.
struct Account {
  AccountId id;
  std::string name;
  bool partner = false;  // may own templates
  Time created;
};

/// A bearer token, known by its hash only.
struct Token {
  std::string id;  // short and public, for `token list` and `token revoke`; unique
  Hash hash;
  AccountId account;
  Time created;
  std::optional<Time> expires;
  std::optional<Time> revoked;
};

/// A template as its owner describes it. Its content is `version`.
struct Template {
  TemplateId id;
  AccountId owner;
  std::string name;
  std::string description;
  std::string image_url;
  std::string website_url;
  std::string contact_email;
  Dialect dialect = Dialect::kIntegrator;
  std::string language;         // of Diga's: "es"
  std::string setup_guide_url;  // of Diga's
  std::vector<std::string> applications;
  bool published = false;
  std::int64_t installs = 0;
  Time created;
  Time modified;
  std::optional<Hash> version;  // nothing before the first good upload
  std::string pending_upload;   // run key of a finished upload that is not its version yet
};

/// An immutable compiled bundle. Several templates and uploads may share one.
struct Version {
  Hash id;                      // of the compiled form, which is also its blob
  Hash source;                  // the uploaded zip's blob
  std::uint32_t resources = 0;  // with a document of their own
  std::uint32_t ids = 0;        // resources and the ids embedded in them: the size of an id block
  Time created;
};

/// A publisher's Ed25519 signature of a version (base/signing).
struct VersionSignature {
  std::array<std::uint8_t, 32> public_key{};
  std::array<std::uint8_t, 64> signature{};

  friend bool operator==(const VersionSignature&, const VersionSignature&) = default;
};

/// One state of a template's content. Number, version and time never change.
struct TemplateVersion {
  TemplateId template_id;
  std::uint32_t number = 0;  // from 1, without gaps
  Hash version;
  std::string note;  // of the publisher
  Time created;
  std::optional<std::string> deprecated;  // why; may be an empty text
  std::optional<VersionSignature> signature;

  friend bool operator==(const TemplateVersion&, const TemplateVersion&) = default;
};

/// A file on its way in, or there. Its run key is unguessable and names it.
struct Upload {
  std::string run_key;
  AccountId account;
  std::optional<TemplateId> target;  // the template whose content it is to become
  std::string file_name;
  std::string content_type;
  Time created;
  Time expires;
  std::optional<Hash> blob;  // once the file is there
  std::uint64_t size = 0;
  std::optional<Hash> version;  // once it was compiled
};

/// `count` consecutive ids of one installation: `first` is the id of the version's `first_ordinal`.
struct IdBlock {
  Id first;
  std::uint32_t count = 0;
  std::uint32_t first_ordinal = 0;
};

/// What an installation fills into its version's slots.
struct Bindings {
  /// Ordinal in the version -> what the account has already: its connections and, where resources
  /// were installed into an existing integration, that (ordinal 0) and its flow groupings.
  std::map<std::uint32_t, Id> connections;
  std::vector<std::uint32_t> selected;           // resources to install, ascending; empty: all
  std::map<std::string, std::string> variables;  // name -> value as JSON text
  std::string name;                              // of the integration; empty keeps the template's
  Id stack;                                      // empty keeps the template's
  std::string base_url;                          // of Diga's; empty keeps the template's
  std::string sealed_secrets;                    // of Diga's, encrypted; empty when there are none
  bool sandbox = false;

  friend bool operator==(const Bindings&, const Bindings&) = default;
};

/// One installed template: a reference to its version and what differs from it.
struct Installation {
  InstallationId id;  // also the id of its integration
  AccountId account;
  std::optional<TemplateId> from_template;  // nothing when it came from an uploaded zip
  Hash version;
  Bindings bindings;
  bool creates_connections = false;  // placeholders became connections of this installation
  Time created;
  std::vector<IdBlock> blocks;  // ascending by first
};

/// What was done to an installation as a whole. The numbers are stored.
enum class InstallationChange : std::uint8_t { kUpgrade = 0, kRollback = 1, kRevert = 2 };

/// One such change, and how the installation was before it.
struct InstallationStep {
  AccountId account;
  InstallationId installation;
  std::uint32_t number = 0;  // from 1, without gaps
  InstallationChange change = InstallationChange::kUpgrade;
  Time created;
  std::string token;    // public id of the caller's token; empty: the command line
  Hash version_before;  // kept for as long as the step is
  Hash version_after;
  std::string before;  // model/installation_state; left out of lists

  friend bool operator==(const InstallationStep&, const InstallationStep&) = default;
};

/// What an account filled in when it last installed a template, to be offered the next time.
struct SavedBindings {
  AccountId account;
  TemplateId template_id;
  std::map<Id, Id> connections;                  // the template's connection -> the account's
  std::map<std::string, std::string> variables;  // name -> value as JSON text; no secrets
  Time modified;

  friend bool operator==(const SavedBindings&, const SavedBindings&) = default;
};

/// How a stored resource row relates to what was installed.
enum class ResourceOrigin : std::uint8_t {
  kMade = 0,       // by the account itself
  kOverride = 1,   // an installed resource that was edited
  kTombstone = 2,  // an installed resource that was deleted: no document
};

/// A resource that is stored and not rendered.
struct Resource {
  ResourceId id;
  AccountId account;
  Model model = Model::kIntegration;
  ResourceOrigin origin = ResourceOrigin::kMade;
  std::optional<InstallationId> installation;  // of an override or tombstone
  std::string document;                        // the JSON answered, secrets masked
  std::string sealed_secrets;                  // encrypted; empty when there are none
  std::vector<Id> references;                  // ids that the document uses
  Time created;
  Time modified;
};

/// The first answer to a request that carried an idempotency key.
struct IdempotentResult {
  AccountId account;
  std::string key;
  Hash request;
  InstallationId installation;
  Time created;
};

/// What was done to a thing.
enum class AuditEvent : std::uint8_t {
  kCreate = 0,
  kUpdate = 1,
  kDelete = 2,
  kInstall = 3,
  kPublish = 4,
  kUpload = 5,
  kRevoke = 6,
  kUpgrade = 7,
  kRollback = 8,
  kRevert = 9,
};

/// One change that an account's caller made, kept with the change itself.
struct AuditEntry {
  AccountId account;
  Id id;  // an ObjectId of its own
  Time time;
  AuditEvent event = AuditEvent::kUpdate;
  std::string resource_type;        // "template", "flow", "token" ...
  std::string resource;             // its id as text
  std::string token;                // public id of the caller's token; empty: the command line
  std::string address;              // of the caller; empty: the command line
  std::string request;              // the request's id; empty: the command line
  std::vector<std::string> fields;  // names of what an update changed, never values

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

}  // namespace imprint
