#pragma once

#include "app/version_cache.h"
#include "base/crypto.h"
#include "base/id_source.h"
#include "base/limits.h"
#include "ports/blob_store.h"
#include "ports/clock.h"
#include "ports/http_client.h"
#include "ports/store.h"

namespace imprint {

/// What every operation works with. All of it is safe from any thread and outlives every operation.
struct Services {
  Store& store;
  BlobStore& blobs;
  const Clock& clock;
  IdSource& ids;
  VersionCache& versions;
  const crypto::SecretBox& secrets;
  const crypto::Key& upload_key;  // signs upload URLs
  const Limits& limits;
  HttpClient* outbound = nullptr;  // null where nothing is fetched from outside
};

/// `return Pass(result)` hands a failed Result's error on as the caller's own.
template <typename T>
tl::unexpected<Error> Pass(Result<T>& failed) {
  return tl::unexpected<Error>(std::move(failed.error()));
}

}  // namespace imprint
