#include "main/node.h"

#include <optional>
#include <utility>

#include "app/key_check.h"
#include "main/place.h"
#include "main/secret_key.h"
#include "outbound/curl_http_client.h"

namespace imprint {

struct Node::Parts {
  SystemClock clock;
  IdSource ids;
  Limits limits;
  std::unique_ptr<OpenedPlace> place;
  std::optional<VersionCache> versions;
  std::optional<crypto::SecretBox> secrets;
  crypto::Key upload_key{};
  Publishers publishers;
  std::optional<ByteBudget> work;
  std::unique_ptr<HttpClient> outbound;
  std::optional<Services> services;
};

Node::Node(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Node::~Node() = default;
const Services& Node::services() const {
  return *parts_->services;
}
Status Node::CheckBlobs() const {
  return parts_->place->CheckBlobs();
}
bool Node::remote_store() const {
  return parts_->place->remote();
}

Result<std::unique_ptr<Node>> Node::Open(const Config& config, Metrics& metrics) {
  if (!crypto::Initialise()) return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
  auto policy = AddressPolicy::Parse(config.outbound_allow);
  if (!policy) return Pass(policy);
  auto parts = std::make_unique<Parts>();
  auto place = OpenPlace(config.place, metrics);
  if (!place) return Pass(place);
  parts->place = std::move(*place);
  // After the place: the key may be made in its folder.
  auto key = MasterKeyOf(config.place);
  if (!key) return Pass(key);
  if (auto same = CheckKey(parts->place->store(), *key); !same) return Pass(same);
  parts->limits = config.limits;
  for (const std::string& publisher : config.trusted_publishers) {
    if (auto added = AddPublisher(publisher, parts->publishers); !added) {
      added.error().problems.front().field = "trusted_publishers";
      return Pass(added);
    }
  }
  parts->publishers.required = config.require_signatures;
  parts->versions.emplace(parts->place->blobs(), config.version_cache_bytes, metrics);
  parts->secrets.emplace(crypto::DeriveKey(*key, kSecretsContext));
  parts->upload_key = crypto::DeriveKey(*key, "uploads_");
  parts->work.emplace(config.limits.work_bytes);
  OutboundOptions outbound;
  outbound.metrics = &metrics;
  parts->outbound = std::make_unique<CurlHttpClient>(std::move(*policy), outbound);
  parts->services.emplace(Services{.store = parts->place->store(),
                                   .blobs = parts->place->blobs(),
                                   .clock = parts->clock,
                                   .ids = parts->ids,
                                   .versions = *parts->versions,
                                   .secrets = *parts->secrets,
                                   .upload_key = parts->upload_key,
                                   .limits = parts->limits,
                                   .outbound = parts->outbound.get(),
                                   .direct_uploads = parts->place->direct_uploads(),
                                   .metrics = metrics,
                                   .publishers = &parts->publishers,
                                   .work = &*parts->work});
  return std::unique_ptr<Node>(new Node(std::move(parts)));
}

}  // namespace imprint
